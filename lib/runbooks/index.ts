export { RUNBOOKS_CONTEXT, RunbookLibrary } from './runbook-library';
