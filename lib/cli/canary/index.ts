export { canaryCommand } from './canary-command';
