export type { InsightsQuery } from './insights-query';
export { InsightsSource } from './insights-source';
export { isInsightsQuery, parseInsightsQuery } from './parse-insights-query';
