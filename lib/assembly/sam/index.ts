export { expandSam } from './expand';
