import type { Process } from './process';
import type { Created, ResourceRequest, StackResource } from './resource-handler';

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** The nested stacks of an operation. Their clean-up waits for the end of the whole, as in CloudFormation. */
export interface NestedStacks {
  /** Creates or updates one. @throws Error with the reason; what it had done is undone by then. */
  apply(process: Process, request: ResourceRequest, previous: StackResource | undefined): Promise<Created>;
  /** Deletes what the updated ones no longer need. */
  commitAll(process: Process): Promise<void>;
  /** Undoes the update of one that had succeeded. */
  rollBack(process: Process, resource: StackResource): Promise<void>;
  delete(process: Process, resource: StackResource): Promise<void>;
}
