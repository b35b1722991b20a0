export { consoleUrl } from './console-url';
export { OUTCOME_RUNBOOKS } from './outcomes';
export { type RunbookNames, renderRunbook } from './render-runbook';
export { RUNBOOKS_CONTEXT, RunbookLibrary, type RunbookLibraryProps } from './runbook-library';
