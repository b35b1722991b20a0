export { formatDuration, parseDuration } from './duration';
export { parseScenario } from './parse';
export type {
  Assumptions,
  Audience,
  Condition,
  Expectation,
  Fault,
  Outcome,
  RequestShape,
  Scenario,
  StandIn,
  StoppedBy,
  Traffic,
} from './scenario';
