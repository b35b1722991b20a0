import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Diagnostic, InputError } from '../../diagnostic';
import type { Terminal } from '../shell';

/** As the command line gives them. */
export interface RunArguments {
  readonly handler?: string;
  readonly runtime?: string;
  readonly name?: string;
  readonly env?: readonly string[];
  readonly out?: string;
  readonly timeout?: string;
  readonly reporter?: string;
  readonly concurrency?: string;
  readonly headed?: boolean;
  readonly slowMo?: string;
  readonly watch?: boolean;
  readonly recordHar?: boolean;
  readonly updateBaseline?: boolean;
  readonly logs?: boolean;
  readonly json?: boolean;
}

export interface RunOptions {
  readonly runtime?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly artifactsDirectory?: string;
  readonly timeoutSeconds?: number;
  readonly concurrency: number;
  readonly headed: boolean;
  readonly slowMoMs: number;
  readonly recordHar: boolean;
  readonly updateBaseline: boolean;
}

/**
 * What the command line asks for. `--env` takes all that follows it: what is no NAME=VALUE there, is a canary's name.
 *
 * @throws InputError with a finding for each option that cannot be taken
 */
export function runOptions(
  named: readonly string[],
  given: RunArguments,
  terminal: Terminal,
): { readonly options: RunOptions; readonly names: readonly string[] } {
  const findings: Diagnostic[] = [];
  const refuse = (message: string, fix: string) => {
    findings.push({ id: 'canary/option', severity: 'error', message, fix });
  };
  const number = (option: string, value: string | undefined, from: number, to: number): number | undefined => {
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (value.trim() === '' || !(parsed >= from && parsed <= to)) {
      refuse(`${option} is ${JSON.stringify(value)}.`, `Give a number from ${from} to ${to}.`);
    }
    return parsed;
  };
  const environment: Record<string, string> = {};
  const names = [...named];
  for (const pair of given.env ?? []) {
    const [, name, value] = /^([a-zA-Z][a-zA-Z0-9_]*)=(.*)$/s.exec(pair) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    else if (existsSync(terminal.resolve(pair))) names.push(pair);
    else refuse(`--env is ${JSON.stringify(pair)}.`, 'Write --env NAME=VALUE.');
  }
  if (given.reporter !== undefined && !['text', 'json', 'junit'].includes(given.reporter)) {
    refuse(`--reporter is ${JSON.stringify(given.reporter)}.`, 'Take text, json or junit.');
  }
  if (given.recordHar === true && given.out === undefined) {
    refuse('--record-har has nowhere to write to.', 'Add --out DIR.');
  }
  // The bounds of TimeoutInSeconds.
  const timeoutSeconds = number('--timeout', given.timeout, 3, 840);
  const options: RunOptions = {
    ...(given.runtime !== undefined && { runtime: given.runtime }),
    environment,
    ...(given.out !== undefined && { artifactsDirectory: terminal.resolve(given.out) }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    concurrency: Math.floor(number('--concurrency', given.concurrency, 1, 64) ?? Math.min(2, availableParallelism())),
    headed: given.headed === true,
    slowMoMs: number('--slow-mo', given.slowMo, 0, 60_000) ?? 0,
    recordHar: given.recordHar === true,
    updateBaseline: given.updateBaseline === true,
  };
  if (findings.length > 0) throw new InputError(...findings);
  return { options, names: names.length === 0 ? ['canaries'] : names };
}
