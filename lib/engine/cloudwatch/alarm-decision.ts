import type { AlarmCondition } from './alarm-condition';
import type { AlarmState } from './alarm-state';

/** What one period of the evaluation range says. */
export const slot = { missing: 0, within: 1, breaching: 2 } as const;

/**
 * The state of a metric alarm, from what each period of its evaluation range says, newest first.
 *
 * Where the range holds N datapoints, the newest N decide and the treatment of missing data plays no part. Where it
 * holds fewer, the shortfall is filled by that treatment, and by nothing more than the shortfall.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function decide(condition: AlarmCondition, slots: Uint8Array, range: number, previous: AlarmState): AlarmState {
  const needed = condition.evaluationPeriods;
  const toAlarm = condition.datapointsToAlarm ?? needed;
  let real = 0;
  let breaching = 0;
  let oldestBreaching = 0;
  for (let age = 1; age <= range && real < needed; age++) {
    const says = slots[age - 1];
    if (says === slot.missing) continue;
    real++;
    if (says === slot.within) continue;
    breaching++;
    if (condition.prematureScope !== 'window' || age <= needed) oldestBreaching = age;
  }
  if (real === needed) return breaching >= toAlarm ? 'ALARM' : 'OK';
  switch (condition.treatMissingData ?? 'missing') {
    case 'breaching':
      return breaching + (needed - real) >= toAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= toAlarm ? 'ALARM' : 'OK';
    case 'ignore':
      if (real === 0) return previous;
      if (breaching >= toAlarm) return 'ALARM';
      return isPremature(real, breaching, oldestBreaching, toAlarm) ? previous : 'OK';
    case 'missing':
      if (real === 0) return 'INSUFFICIENT_DATA';
      if (breaching >= toAlarm) return 'ALARM';
      return isPremature(real, breaching, oldestBreaching, toAlarm) ? 'ALARM' : 'OK';
  }
}

/**
 * As `decide`, for an alarm some of whose periods were left out because they have too few samples: unless N others are
 * left, its state does not change.
 */
export function stateOf(
  condition: AlarmCondition,
  slots: Uint8Array,
  range: number,
  tooFewSamples: boolean,
  previous: AlarmState,
): AlarmState {
  if (tooFewSamples) {
    let real = 0;
    for (let index = 0; index < range; index++) if (slots[index] !== slot.missing) real++;
    if (real < condition.evaluationPeriods) return previous;
  }
  return decide(condition, slots, range, previous);
}

/**
 * An alarm "always" goes into ALARM when its oldest breaching datapoint is at least M periods old and everything newer
 * is breaching or missing; any datapoint within the threshold switches the rule off.
 */
function isPremature(real: number, breaching: number, oldestBreaching: number, toAlarm: number): boolean {
  return breaching === real && oldestBreaching >= toAlarm;
}
