import { relative } from 'node:path';
import type { Terminal } from '../shell';
import type { CanaryReport } from './run-canaries';

type Colors = Terminal['colors'];

/** What the runtime logs in every run, and what the report says already. */
const routine =
  /^(?:INFO: (?:Start |Launching |Calling customer|Customer canary response|Finished executing|Publishing result|End Canary|Executing )|ERROR: (?:Customer canary failed|.*FAILED failureReason)|INFO: .*SUCCEEDED\.$)/;

/** What a person reads when a canary has ended: the verdict, why, and where to look. */
export function textOf(report: CanaryReport, terminal: Terminal, indented: { readonly logs: boolean }): string {
  const { colors } = terminal;
  const lines = [headline(report, colors)];
  if (report.stateReason !== undefined) {
    const [reason = ''] = report.stateReason.split(' Stack: ');
    lines.push(`    ${reason}`);
    const place = /\(?((?:file:\/\/)?\/[^\s()]+:\d+:\d+)\)?/.exec(report.stateReason)?.[1];
    if (place !== undefined) lines.push(`    at ${place}`);
  }
  if (report.status !== 'PASSED') {
    for (const step of report.steps) {
      lines.push(`    ${mark(step.status === 'PASSED', colors)} ${step.name} ${colors.dim(seconds(step.durationMs))}`);
      if (step.failureReason !== undefined && !report.stateReason?.includes(step.failureReason)) {
        lines.push(`      ${step.failureReason}`);
      }
    }
    const last = report.steps.findLast((step) => step.status === 'FAILED')?.screenshots.at(-1);
    if (report.artifacts !== undefined && last !== undefined) lines.push(`    screenshot: ${last}`);
    if (!indented.logs) {
      const told = report.log.map(readable).filter((line) => !routine.test(line));
      lines.push(...told.slice(-12).flatMap((line) => line.split('\n').map((part) => colors.dim(`    | ${part}`))));
    }
  }
  if (report.artifacts !== undefined) {
    lines.push(`    artifacts: ${relative(terminal.standing, report.artifacts.directory) || '.'}`);
  }
  lines.push(...report.warnings.map((warning) => `    ${colors.yellow('warning:')} ${warning}`));
  return lines.join('\n');
}

function headline(report: CanaryReport, colors: Colors): string {
  const passed = report.status === 'PASSED';
  const steps = report.steps.length === 0 ? '' : `, ${report.steps.length} step${report.steps.length === 1 ? '' : 's'}`;
  const status = passed ? '' : ` ${colors.red(report.status)}`;
  return `${mark(passed, colors)} ${report.name}${status} ${colors.dim(`${seconds(report.durationMs)}${steps}`)}`;
}

/** The last line: how many of how many. */
export function summaryOf(reports: readonly CanaryReport[], terminal: Terminal, kept: boolean): string {
  const failed = reports.filter(({ status }) => status !== 'PASSED');
  const { colors } = terminal;
  const count = `${reports.length} canar${reports.length === 1 ? 'y' : 'ies'}`;
  if (failed.length === 0) return colors.green(`${count} passed`);
  const hint = kept ? '' : '. Add --out DIR for screenshots, HAR and reports';
  return `${colors.red(`${failed.length} of ${count} failed`)}: ${failed.map(({ name }) => name).join(', ')}${hint}`;
}

/** A line of the log as a person reads it: records of JSON as level and message. */
export function readable(line: string): string {
  if (!line.startsWith('{"timestamp"')) return line;
  try {
    const { level, message } = JSON.parse(line) as { level: string; message: string };
    return `${level}: ${message}`;
  } catch {
    return line;
  }
}

function mark(passed: boolean, colors: Colors): string {
  return passed ? colors.green('✓') : colors.red('✗');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
