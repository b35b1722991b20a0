import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { anyOf, type Rule } from './rule';
import type { SignalAlarm } from './signal-alarm';

/**
 * Context key: `cdk deploy -c aviary:fix-forward=true` deploys with the conditions on the candidate alone. While production
 * fails, conditions on production as a whole are red, and would stop the very release that mends it.
 */
export const FIX_FORWARD_CONTEXT = 'aviary:fix-forward';

export function isFixForward(scope: Construct): boolean {
  const context: unknown = scope.node.tryGetContext(FIX_FORWARD_CONTEXT);
  return context === true || context === 'true';
}

export interface ReleaseRule {
  readonly rule: Rule;
  /** Whether anything polls it: a release that fixes forward has no alarm at all where none is on the candidate alone. */
  readonly decides: boolean;
}

/** Which alarms decide, and what is said about it at synth. */
export function ruleOfRelease(
  scope: Construct,
  guardName: string,
  alarms: readonly SignalAlarm[],
  rule: (alarms: readonly SignalAlarm[]) => Rule,
): ReleaseRule {
  const production = alarms.filter((alarm) => alarm.condition.scope === 'production');
  if (production.length === 0) return { rule: rule(alarms), decides: true };
  const names = production.map((alarm) => alarm.condition.id).join(', ');
  if (!isFixForward(scope)) {
    Annotations.of(scope).addWarningV2(
      'aviary:production-condition',
      `${guardName} watches production as a whole with ${names}: red while production is, and then the fix is stopped as well. ` +
        `Deploy a fix with \`-c ${FIX_FORWARD_CONTEXT}=true\`, which leaves them out.`,
    );
    return { rule: rule(alarms), decides: true };
  }
  const candidate = alarms.filter((alarm) => alarm.condition.scope === 'candidate');
  const decides = candidate.length > 0;
  Annotations.of(scope).addWarningV2(
    'aviary:fixing-forward',
    `${guardName} is deployed to fix forward, without ${names}: ${
      decides
        ? 'only conditions on the candidate decide.'
        : 'it has no condition on the candidate alone, so no alarm stops this deployment. What is left are hooks, and canaries ' +
          'that hooks ask. Watch it.'
    }`,
  );
  const whole = rule(alarms);
  if (!decides) return { rule: whole, decides };
  // A rule of the team's own may name what is left out: then any of the rest decides.
  const namesProduction = whole.alarms.some((alarm) => production.some((left) => left === alarm));
  return { rule: namesProduction ? anyOf(...candidate) : whole, decides };
}
