export * from './alarms';
export * from './dashboards';
export * from './deployment';
