import type { DeploymentError } from './messages';

/** Something that CodeDeploy has to do cannot be done, and fails the deployment with this error. */
export class DeploymentRefusedError extends Error {
  override readonly name = 'DeploymentRefusedError';

  constructor(readonly refusal: DeploymentError) {
    super(refusal.message);
  }
}

/** A call that CodeDeploy's API refuses: `code` is the name of AWS' exception. */
export class CodeDeployError extends Error {
  constructor(
    readonly code:
      | 'DeploymentDoesNotExistException'
      | 'DeploymentAlreadyCompletedException'
      | 'DeploymentIsNotInReadyStateException'
      | 'DeploymentLimitExceededException'
      | 'InvalidLifecycleEventHookExecutionStatusException'
      | 'InvalidLifecycleEventHookExecutionIdException'
      | 'LifecycleEventAlreadyCompletedException'
      | 'InvalidTrafficRoutingConfigurationException',
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}
