import type { Runtime } from '../catalogue';

/** Methods that puppeteer-core dropped, and what to write instead. AWS' own samples still use some of them. */
const dropped: readonly (readonly [RegExp, string])[] = [
  [
    /\bwaitFor is not a function/,
    'page.waitFor: use page.waitForSelector, or await new Promise((go) => setTimeout(go, milliseconds))',
  ],
  [
    /\bwaitForTimeout is not a function/,
    'page.waitForTimeout: use await new Promise((go) => setTimeout(go, milliseconds))',
  ],
  [/\bwaitForXPath is not a function/, "page.waitForXPath: use page.waitForSelector('xpath/…')"],
  [/\$x is not a function/, "page.$x: use page.$$('xpath/…')"],
  [
    /Cannot read properties of undefined \(reading 'i(?:Phone|Pad)|\bdevices\b.*undefined/,
    'puppeteer.devices: use puppeteer.KnownDevices',
  ],
];

/** A sentence that helps with an error which the runtime's puppeteer causes. */
export function hintFor(error: unknown, runtime: Runtime): string | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const hint = dropped.find(([pattern]) => pattern.test(text))?.[1];
  if (hint !== undefined) {
    return `${runtime.version} has puppeteer-core ${runtime.framework?.version ?? ''}, which no longer has ${hint}.`;
  }
  if (/Cannot find (?:module|package) 'aws-sdk'/.test(text)) {
    return 'The AWS SDK v2 is in no runtime since syn-nodejs-puppeteer-8.0: use the clients of v3, such as @aws-sdk/client-s3.';
  }
  const [, missing] = /Cannot find (?:module|package) '(@(?:aws-sdk|smithy)\/[^']+)'/.exec(text) ?? [];
  if (missing !== undefined) {
    return `AWS has ${missing} in its runtime, this machine has not: npm install --save-dev ${missing.split('/').slice(0, 2).join('/')}.`;
  }
  const [, unknown] = /Cannot find (?:module|package) '((?:@[^/']+\/)?[^./'@][^/']*)/.exec(text) ?? [];
  if (
    unknown !== undefined &&
    runtime.family === 'nodejs' &&
    /^(?:Synthetics(?:Link)?|puppeteer-core)$/.test(unknown)
  ) {
    return `${runtime.version} has no browser and no module ${unknown}: require @aws/synthetics-core, or take a puppeteer runtime.`;
  }
  if (unknown !== undefined && !/^@(?:aws|amzn)\/synthetics-|^Synthetics|^BrokenLinkChecker/.test(unknown)) {
    return `${unknown} is neither here nor in AWS' runtime: npm install ${unknown}, and take it along in the canary's code.`;
  }
  return undefined;
}
