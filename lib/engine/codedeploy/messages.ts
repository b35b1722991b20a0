/** Error codes of a deployment that the engine gives (API_ErrorInformation). */
export type DeploymentErrorCode =
  | 'ALARM_ACTIVE'
  | 'HOOK_EXECUTION_FAILURE'
  | 'MANUAL_STOP'
  | 'TIMEOUT'
  | 'INVALID_LAMBDA_CONFIGURATION'
  | 'INVALID_LAMBDA_FUNCTION'
  | 'ECS_UPDATE_ERROR'
  | 'HEALTH_CONSTRAINTS'
  | 'IAM_ROLE_PERMISSIONS';

export interface DeploymentError {
  readonly code: DeploymentErrorCode;
  readonly message: string;
}

/** Alarms in ALARM, in the order of the deployment group. Form seen in real runs. */
export function alarmActive(alarms: readonly string[]): DeploymentError {
  const names = alarms.map((name) => `<${name}>`).join(' ');
  return {
    code: 'ALARM_ACTIVE',
    message: `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${names}`,
  };
}

/** The alarms could not be read and the group does not ignore that. AWS documents the stop; the wording is not recorded. */
export function alarmsUnreadable(cause: string): DeploymentError {
  return {
    code: 'ALARM_ACTIVE',
    message: `The deployment was stopped because the status of its alarms could not be retrieved: ${cause}`,
  };
}

export const hookFailed: DeploymentError = {
  code: 'HOOK_EXECUTION_FAILURE',
  message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
};

/** Message of the troubleshooting guide; which code comes with it is not documented. */
export function hookTimedOut(code: 'TIMEOUT' | 'HOOK_EXECUTION_FAILURE'): DeploymentError {
  return {
    code,
    message:
      'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour after a deployment hook is invoked.',
  };
}

/**
 * The service role of the deployment group does not allow what CodeDeploy has to do. Form seen in real runs.
 * @param service as CodeDeploy names it: `AWSLambda`, `AmazonECS`
 */
export function rolePermissions(roleArn: string, service: string): DeploymentError {
  return {
    code: 'IAM_ROLE_PERMISSIONS',
    message: `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: ${service}. Contact your AWS administrator if you need help. If you are an AWS administrator, you can grant permissions to your users or groups by creating IAM policies.`,
  };
}

/** StopDeployment. The code is AWS'; its message is not recorded. */
export const manualStop: DeploymentError = {
  code: 'MANUAL_STOP',
  message: 'The deployment was stopped on request.',
};

/** A deployment that waited for ContinueDeployment. Message of the troubleshooting guide. */
export const notContinued: DeploymentError = {
  code: 'TIMEOUT',
  message: 'The deployment timed out while waiting for a notification to continue.',
};

/** Install of a replacement task set. Message of the troubleshooting guide. */
export const replacementTimedOut: DeploymentError = {
  code: 'TIMEOUT',
  message:
    'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.',
};

/** Form seen in real runs. */
export const replacementUnhealthy: DeploymentError = {
  code: 'ECS_UPDATE_ERROR',
  message: 'CodeDeploy detected that the replacement task set is unhealthy.',
};

/** The alias does not stand where the AppSpec says, or current and target version are one. */
export const aliasMismatch: DeploymentError = {
  code: 'INVALID_LAMBDA_CONFIGURATION',
  message:
    'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. The Lambda function alias version does not match the current version in AppSpec file. (Error code: INVALID_LAMBDA_CONFIGURATION)',
};

/** The same code without AWS' detail, which is given for a target version that is the current one. */
export const sameVersion: DeploymentError = {
  code: 'INVALID_LAMBDA_CONFIGURATION',
  message:
    'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. (Error code: INVALID_LAMBDA_CONFIGURATION)',
};

export function rollbackMessageOnStopped(stopped: string, rollback: string): string {
  return `Deployment ${stopped} terminated. Automatic rollback is triggered with a DeploymentId ${rollback}.`;
}

export function rollbackMessageOnRollback(stopped: string, rollback: string): string {
  return `Deployment ${rollback} is triggered to roll back deployment ${stopped}.`;
}
