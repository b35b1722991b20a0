export { rehearsalTable } from './table';
export { progressText, rehearsalText } from './text';
export { ReportWriter } from './write-report';
