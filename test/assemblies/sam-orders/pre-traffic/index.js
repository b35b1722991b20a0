const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

const codeDeploy = new CodeDeployClient({});
const lambda = new LambdaClient({});

async function newVersionAnswers() {
  const payload = { httpMethod: 'GET', resource: '/orders', path: '/orders', headers: {}, pathParameters: null };
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: process.env.NEW_VERSION, Payload: Buffer.from(JSON.stringify(payload)) }),
  );
  if (answer.FunctionError) return false;
  return JSON.parse(Buffer.from(answer.Payload).toString()).statusCode === 200;
}

exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
  let status = 'Failed';
  try {
    if (await newVersionAnswers()) status = 'Succeeded';
  } catch (error) {
    console.error(error);
  }
  await codeDeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status,
    }),
  );
};
