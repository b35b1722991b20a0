import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { harOf } from './har';
import { harPage } from './har-page';
import type { Run } from './run';
import type { Step } from './steps';

/** What a run ended with. */
export interface Verdict {
  readonly status: 'PASSED' | 'FAILED';
  readonly failureReason?: string;
  readonly executionError?: string;
  readonly scriptStarted: number;
  readonly scriptEnded: number;
}

/** Writes the artifacts that the runtime itself makes, with the names that they have on AWS. */
export function writeArtifacts(run: Run, verdict: Verdict): void {
  // A script may have removed its /tmp, which on AWS is there for ever.
  mkdirSync(run.order.temporaryDirectory, { recursive: true });
  const write = (name: string, content: string) =>
    writeFileSync(join(run.order.temporaryDirectory, name), run.redact(content));
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  const settings = run.configuration.all();
  if (settings.stepsReport) write(`SyntheticsReport-${verdict.status}.json`, json(syntheticsReport(run, verdict)));
  write('HttpRequestsReport.json', json(run.capture.report()));
  for (const [index, report] of run.linkReports.entries()) {
    write(`BrokenLinkCheckerReport${index === 0 ? '' : `-${index + 1}`}.json`, json(report));
  }
  if (run.session?.used === true && (settings.harFile || run.order.recordHar)) {
    const [name = 'Chromium', version = ''] = run.session.version.split('/');
    const har = harOf(run.recording, settings, { name, version });
    if (settings.harFile) write('results.har.html', harPage(har, run.order.canary.name));
    if (run.order.recordHar) write('results.har', json(har));
  }
  write(`${new Date(run.times.started).toISOString().replace(/[:.]/g, '-')}-log.txt`, run.log.text());
}

function syntheticsReport(run: Run, verdict: Verdict): unknown {
  const { canary } = run.order;
  const stepNames = new Set(run.steps.all.map((step) => step.name));
  const nonStepScreenshots = run.screenshots.besides(stepNames);
  return {
    canaryName: canary.name,
    startTime: new Date(run.times.started).toISOString(),
    endTime: new Date().toISOString(),
    timeSpentInResetInMs: run.times.reset,
    timeSpentInLaunchInMs: run.times.launch,
    timeSpentInSetUpInMs: run.times.setUp,
    executionStatus: verdict.executionError === undefined ? 'PASSED' : 'FAILED',
    executionError: verdict.executionError ?? null,
    customerScript: {
      startTime: new Date(verdict.scriptStarted).toISOString(),
      endTime: new Date(verdict.scriptEnded).toISOString(),
      status: verdict.status,
      failureReason: verdict.failureReason ?? null,
      metricsPublished: true,
      requests: { ...run.counts },
      steps: run.steps.all.filter((step) => step.settings.stepsReport).map((step) => stepReport(run, step)),
      reports: run.linkReports.map((_, index) => `BrokenLinkCheckerReport${index === 0 ? '' : `-${index + 1}`}.json`),
      nonStepScreenshots,
    },
    configuration: configurationReport(run),
  };
}

function stepReport(run: Run, step: Step): unknown {
  const screenshots = run.screenshots.of(step.name);
  return {
    stepNum: step.number,
    stepName: step.name,
    startTime: new Date(step.startTime).toISOString(),
    endTime: new Date(step.endTime ?? Date.now()).toISOString(),
    status: step.status ?? 'FAILED',
    failureReason: step.failureReason ?? null,
    metricsPublished: step.settings.stepSuccessMetric || step.settings.stepDurationMetric,
    ...(step.httpRequestNum === undefined
      ? { sourceUrl: step.sourceUrl ?? null, destinationUrl: step.destinationUrl ?? null }
      : { httpRequestNum: step.httpRequestNum }),
    screenshots: screenshots.length === 0 ? null : screenshots,
  };
}

function configurationReport(run: Run): unknown {
  const s = run.configuration.all();
  return {
    screenshotConfiguration: {
      screenshotOnStepStart: s.screenshotOnStepStart,
      screenshotOnStepSuccess: s.screenshotOnStepSuccess,
      screenshotOnStepFailure: s.screenshotOnStepFailure,
    },
    artifactConfiguration: { harFile: s.harFile, stepsReport: s.stepsReport },
    reportingConfiguration: {
      includeRequestHeaders: s.includeRequestHeaders,
      includeResponseHeaders: s.includeResponseHeaders,
      includeRequestBody: s.includeRequestBody,
      includeResponseBody: s.includeResponseBody,
      includeUrlPassword: s.includeUrlPassword,
      restrictedHeaders: s.restrictedHeaders,
      restrictedUrlParameters: s.restrictedUrlParameters,
    },
    loggingConfiguration: {
      logRequest: s.logRequest,
      logResponse: s.logResponse,
      logRequestBody: s.logRequestBody,
      logResponseBody: s.logResponseBody,
      logRequestHeaders: s.logRequestHeaders,
      logResponseHeaders: s.logResponseHeaders,
    },
    executionConfiguration: {
      continueOnStepFailure: s.continueOnStepFailure,
      continueOnHttpStepFailure: s.continueOnHttpStepFailure,
    },
    stepMetricsConfiguration: { stepSuccessMetric: s.stepSuccessMetric, stepDurationMetric: s.stepDurationMetric },
    canaryMetricsConfiguration: {
      failedCanaryMetric: s.failedCanaryMetric,
      failedRequestsMetric: s.failedRequestsMetric,
      _2xxMetric: s._2xxMetric,
      _4xxMetric: s._4xxMetric,
      _5xxMetric: s._5xxMetric,
      aggregatedFailedCanaryMetric: s.aggregatedFailedCanaryMetric,
      aggregatedFailedRequestsMetric: s.aggregatedFailedRequestsMetric,
      aggregated2xxMetric: s.aggregated2xxMetric,
      aggregated4xxMetric: s.aggregated4xxMetric,
      aggregated5xxMetric: s.aggregated5xxMetric,
    },
    visualMonitoringConfiguration: {
      visualCompareWithBaseRun: s.visualCompareWithBaseRun,
      failCanaryRunOnVisualVariance: s.failCanaryRunOnVisualVariance,
      varianceHighlightHexColor: s.visualVarianceHighlightHexColor,
      visualVarianceThreshold: s.visualVarianceThresholdPercentage,
    },
  };
}
