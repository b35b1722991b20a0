export { consoleUrl } from './console-url';
export { type OutcomeOptions, outcomeRunbooks } from './outcomes';
export { renderRunbook } from './render-runbook';
export { RUNBOOKS_CONTEXT, RunbookLibrary, type RunbookLibraryProps } from './runbook-library';
export {
  type GuardRunbookNames,
  PLACEHOLDERS,
  type RunbookNames,
  type RunbookNamesOf,
  type RunbookTarget,
  TARGET_LABELS,
} from './runbook-names';
