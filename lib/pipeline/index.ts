export type { DeploymentWindow } from './deployment-window';
