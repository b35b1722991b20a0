export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export const alarmStates: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
