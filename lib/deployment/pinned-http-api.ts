import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { HttpApi, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { acknowledgeWildcards, type CanaryRole } from '../synthetics';
import type { GuardedFunction } from './guarded-function';
import type { PinnedPath } from './pinned-path';

/**
 * A second API on the candidate alias, for AWS identities alone: for functions that read events of REST APIs (payload 1.0),
 * which function URLs do not send.
 */
export class PinnedHttpApi extends Construct implements PinnedPath {
  readonly url: string;
  readonly service = 'execute-api';
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, target: GuardedFunction) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: `The candidate of ${target.node.path}, for pinned canaries alone`,
      defaultAuthorizer: new HttpIamAuthorizer(),
      defaultIntegration: new HttpLambdaIntegration('Candidate', target.candidate, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      }),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG1',
      reason: 'Only the pinned canaries call it, and their runs are recorded.',
    });
    this.url = `${this.api.apiEndpoint}/`;
  }

  grantInvoke(role: CanaryRole): void {
    const routes = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.api.apiId,
      resourceName: '$default/*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    role.allow(['execute-api:Invoke'], routes);
    acknowledgeWildcards(role, [routes], 'A script may use any route of the API, as users may.');
  }
}
