export { rehearsalTable } from './table';
export { progressText, rehearsalText } from './text';
export { writeReport } from './write-report';
