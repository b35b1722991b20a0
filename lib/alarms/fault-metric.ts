// This file imports nothing: it is also bundled into functions.

/** Where `countFaults` writes to. */
export const FAULT_NAMESPACE = 'Aviary';

/** Requests that ended in a fault: thrown, or answered with 5xx. */
export const FAULT_METRIC = 'Faults';
