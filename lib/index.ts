export * from './alarms';
export * from './deployment';
