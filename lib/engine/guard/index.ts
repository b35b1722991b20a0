export {
  type Detection,
  type DetectionAssumptions,
  type DetectionInput,
  detection,
  EXPECTED_PUBLISH_DELAY,
  SLOW_PUBLISH_DELAY,
} from './detection';
export { type Feeding, type FeedingInput, feeding } from './feeding';
export { type Firing, type FiringInput, firing } from './firing';
export { increments, type Shift, shiftWindow, type Window } from './window';
