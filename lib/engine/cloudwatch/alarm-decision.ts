import { type AlarmCondition, breaches, comparesWithBand } from './alarm-condition';
import type { AlarmState } from './alarm-state';

/** What one period of the evaluation range says. */
export const slot = { missing: 0, within: 1, breaching: 2, tooFewSamples: 3 } as const;

/** What a datapoint says; NaN: missing, or unknown. */
export function readSlot(
  condition: AlarmCondition,
  value: number,
  sampleCount: number,
  lower: number,
  upper: number,
): number {
  if (Number.isNaN(value)) return slot.missing;
  const { operator, minimumSamples } = condition;
  if (minimumSamples !== undefined && !(sampleCount >= minimumSamples)) return slot.tooFewSamples;
  // Until CloudWatch has a band, it has nothing to compare with.
  if (Number.isNaN(lower + upper) && comparesWithBand(operator)) return slot.missing;
  return breaches(operator, value, condition.threshold ?? Number.NaN, lower, upper) ? slot.breaching : slot.within;
}

/**
 * The state of a metric alarm, from what each of the first `range` periods says, newest first.
 *
 * Where the range holds N datapoints, the newest N decide and the treatment of missing data plays no part. Where it
 * holds fewer, the shortfall is filled by that treatment, and by nothing more than the shortfall. Periods with too few
 * samples do not count; unless N others do, the state stays.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function decide(condition: AlarmCondition, slots: Uint8Array, range: number, previous: AlarmState): AlarmState {
  const needed = condition.evaluationPeriods;
  const toAlarm = condition.datapointsToAlarm ?? needed;
  let real = 0;
  let breaching = 0;
  let oldestBreaching = 0;
  let tooFew = false;
  for (let age = 1; age <= range && real < needed; age++) {
    const says = slots[age - 1];
    if (says === slot.within) real++;
    else if (says === slot.breaching) {
      real++;
      breaching++;
      if (condition.prematureScope !== 'window' || age <= needed) oldestBreaching = age;
    } else if (says === slot.tooFewSamples) tooFew = true;
  }
  if (real === needed) return breaching >= toAlarm ? 'ALARM' : 'OK';
  if (tooFew) return previous;
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
 * An alarm "always" goes into ALARM when its oldest breaching datapoint is at least M periods old and everything newer
 * is breaching or missing; any datapoint within the threshold switches the rule off.
 */
function isPremature(real: number, breaching: number, oldestBreaching: number, toAlarm: number): boolean {
  return breaching === real && oldestBreaching >= toAlarm;
}
