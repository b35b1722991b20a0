import { AlarmStatusWidget, type AlarmStatusWidgetSortBy, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';

/** What CloudWatch takes in one widget. */
const MOST = 100;

export interface AlarmStatusProps {
  readonly width: number;
  /** @default - by their names */
  readonly sortBy?: AlarmStatusWidgetSortBy;
}

/** The states of alarms; of more than one widget takes, in several. */
export function alarmStatus(
  title: string,
  alarms: readonly IAlarmRef[],
  { width, sortBy }: AlarmStatusProps,
): AlarmStatusWidget[] {
  return Array.from({ length: Math.ceil(alarms.length / MOST) }, (_, index) => {
    const shown = alarms.slice(index * MOST, (index + 1) * MOST);
    return new AlarmStatusWidget({
      title: index === 0 ? title : `${title} (${index + 1})`,
      width,
      height: Math.max(2, Math.ceil(shown.length / (width / 4)) * 2),
      alarms: shown,
      sortBy,
    });
  });
}
