export * from './graph';
export { asIntrinsic, type Intrinsic } from './intrinsic';
export { type ParameterValues, parameterValues } from './parameters';
export { Process } from './process';
export { type ConditionOf, type Mention, mentionsIn } from './references';
export { Resolver, type Scope } from './resolver';
export * from './template';
export { defaultStackTimings, type StackTimings } from './timings';
