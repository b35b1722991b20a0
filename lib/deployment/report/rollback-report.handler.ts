import { reportRelease } from './report-release';

export const handler = reportRelease;
