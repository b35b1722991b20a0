import type { DeploymentEvidence, VersionEvidence } from './evidence';

/** A deployment of the guard, whoever carries it out, as a report needs to know it. */
export interface Release {
  /** One name for whichever event tells of it; what schedules may be named after. */
  readonly token: string;
  /** `stopped`: it did not get through, whether or not something takes it back. */
  readonly state: 'running' | 'succeeded' | 'stopped';
  readonly deployment: DeploymentEvidence;
  /** Nothing before is about it. */
  readonly since: Date;
  /** When it was over; later is about something else. */
  readonly until?: Date;
  /** Alarms that the platform names. */
  readonly namedAlarms: readonly string[];
  /** Whether a hook refused it, which may have read alarms of its own. */
  readonly byHook: boolean;
  readonly versions: () => Promise<readonly VersionEvidence[]>;
  /** The candidate's first error, as it was logged; empty where none was. */
  readonly firstError: (versions: readonly VersionEvidence[]) => Promise<string>;
  /** The event of CloudTrail that started it, where no stack did. */
  readonly start: StartEvent;
}

export interface StartEvent {
  readonly name: 'CreateDeployment' | 'UpdateService';
  /** What its record must contain. */
  readonly mentions: string;
}

/** What a schedule's name takes of an id: `ecs-svc/123` has a slash. */
export function tokenOf(id: string): string {
  return id.replace(/[^A-Za-z0-9_.-]/g, '-').slice(-50);
}

/** The alarms in a sentence of CodeDeploy: `… Activated alarms: <Shop-ErrorRate-v12>`. */
export function alarmsNamedIn(sentence: string): string[] {
  return [...sentence.matchAll(/<([^<>]+)>/g)].map(([, name = '']) => name);
}
