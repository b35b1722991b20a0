export type { DashboardCanary } from './canary-widgets';
export { dashboardNameOf } from './dashboard-name';
export { GuardDashboard, type GuardDashboardProps } from './guard-dashboard';
export { type BoardGuard, GuardsBoard, type GuardsBoardProps } from './guards-board';
