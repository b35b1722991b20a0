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
