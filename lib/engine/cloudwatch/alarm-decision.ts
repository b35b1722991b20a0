import { type AlarmCondition, slot } from './alarm-condition';
import type { AlarmState } from './alarm-state';

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
  const { within, breaching: breaches, tooFewSamples } = slot;
  let real = 0;
  let breaching = 0;
  let oldestBreaching = 0;
  let tooFew = false;
  for (let age = 1; age <= range && real < needed; age++) {
    const says = slots[age - 1];
    if (says === within) real++;
    else if (says === breaches) {
      real++;
      breaching++;
      if (condition.prematureScope !== 'window' || age <= needed) oldestBreaching = age;
    } else if (says === tooFewSamples) tooFew = true;
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
