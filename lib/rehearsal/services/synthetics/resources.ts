import { z } from 'zod';
import { runtime } from '../../../canary-runtime';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { stableUuid } from '../../world/account';
import type { Notes } from '../../world/notes';
import { flag, numeric, resourceType, textMap } from '../resource-type';
import type { Canaries } from './canaries';
import { type CanarySchedule, parseCanarySchedule } from './schedule';

export interface SyntheticsResourcePorts {
  readonly canaries: Canaries;
  readonly notes: Notes;
  /** Where a canary's code lies on this machine, if it does. */
  codeOf(code: unknown, logicalId: string, handler: string): string | undefined;
}

const canaryProperties = z.looseObject({
  Name: z.string().regex(/^[0-9a-z_-]{1,255}$/, 'a name has lower-case letters, digits, - and _'),
  Code: z.looseObject({ Handler: z.string().default('index.handler') }),
  RuntimeVersion: z.string(),
  ExecutionRoleArn: z.coerce.string().default(''),
  ArtifactS3Location: z.coerce.string().default(''),
  Schedule: z.looseObject({ Expression: z.string(), DurationInSeconds: numeric.optional() }),
  RunConfig: z
    .looseObject({
      TimeoutInSeconds: numeric.optional(),
      MemoryInMB: numeric.optional(),
      ActiveTracing: flag.optional(),
      EnvironmentVariables: textMap.default({}),
    })
    .optional(),
  StartCanaryAfterCreation: flag.default(false),
});

/** AWS::Synthetics::Canary. Creation never waits for a run's result, as CloudFormation does not. */
export function syntheticsResources(ports: SyntheticsResourcePorts): Readonly<Record<string, ResourceHandler>> {
  return {
    'AWS::Synthetics::Canary': resourceType(canaryProperties, {
      replacedBy: ['Name'],
      put(properties, request) {
        const { Name: name, Schedule, RunConfig } = properties;
        const schedule = scheduleOf(Schedule.Expression, name, ports.notes);
        const { code, why } = runnableCode(properties, request.logicalId, ports);
        if (why !== undefined) {
          ports.notes.standIn(
            `canary ${name}`,
            'one GET of the address in its environment; a status below 400 passes',
            why,
          );
        }
        const id = stableUuid('canary', name);
        // Synthetics' default timeout is the canary's interval, and 14 minutes at most.
        const fallback = schedule.type === 'every' ? Math.min(schedule.interval, 840_000) : 840_000;
        ports.canaries.put(
          {
            name,
            id,
            logicalId: request.logicalId,
            handler: properties.Code.Handler,
            runtimeVersion: properties.RuntimeVersion,
            environment: RunConfig?.EnvironmentVariables ?? {},
            timeout: RunConfig?.TimeoutInSeconds === undefined ? fallback : RunConfig.TimeoutInSeconds * 1_000,
            memoryMb: RunConfig?.MemoryInMB ?? 1_000,
            schedule,
            ...(Schedule.DurationInSeconds === undefined ? {} : { duration: Schedule.DurationInSeconds * 1_000 }),
            scheduleExpression: Schedule.Expression,
            artifactLocation: properties.ArtifactS3Location,
            roleArn: properties.ExecutionRoleArn,
            activeTracing: RunConfig?.ActiveTracing ?? false,
            ...(code === undefined ? {} : { code }),
          },
          properties.StartCanaryAfterCreation,
        );
        return { physicalId: name, attributes: { Id: id, State: ports.canaries.get(name)?.status ?? 'READY' } };
      },
      remove: ({ physicalId }) => ports.canaries.remove(physicalId),
    }),
  };
}

/** The code of a canary, or why its runs have a stand-in. */
function runnableCode(
  { Code, RuntimeVersion }: z.output<typeof canaryProperties>,
  logicalId: string,
  ports: SyntheticsResourcePorts,
): { readonly code?: string; readonly why?: string } {
  const family = runtime(RuntimeVersion)?.family;
  const isNode = family === undefined ? RuntimeVersion.startsWith('syn-nodejs') : family.startsWith('nodejs');
  if (!isNode || family === 'nodejs-playwright') {
    return { why: `Canaries of ${RuntimeVersion} are not run here.` };
  }
  const code = ports.codeOf(Code, logicalId, Code.Handler);
  return code === undefined ? { why: 'Its code is not on this machine.' } : { code };
}

function scheduleOf(expression: string, name: string, notes: Notes): CanarySchedule {
  const schedule = parseCanarySchedule(expression);
  if (schedule !== undefined) return schedule;
  notes.assume({
    name: `schedule of ${name}`,
    value: 'every 5 minutes',
    why: `${expression} is not read here; the canary runs every five minutes instead.`,
  });
  return { type: 'every', interval: 300_000 };
}
