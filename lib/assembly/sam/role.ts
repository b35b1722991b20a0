import { tagList } from './function';
import { asObject, type JsonObject } from './json';

const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

/**
 * The role that SAM makes for a function without one. Policies written out and managed ones are kept; of SAM's policy
 * templates the names, since nothing here reads what they allow.
 */
export function executionRole(roleId: string, properties: JsonObject): JsonObject {
  const policies = properties.Policies === undefined ? [] : [properties.Policies].flat();
  const documents = policies
    .map(asObject)
    .filter((policy) => policy?.Statement !== undefined)
    .map((PolicyDocument, index) => ({ PolicyName: `${roleId}Policy${index}`, PolicyDocument }));
  const templates = policies
    .map(asObject)
    .filter((policy) => policy !== undefined && policy.Statement === undefined && !('Ref' in policy))
    .flatMap((policy) => Object.keys(policy ?? {}))
    .map((name) => ({ PolicyName: `SAM's ${name}`, PolicyDocument: { SamPolicyTemplate: name } }));
  const managed = policies.filter((policy) => typeof policy === 'string').map(managedArn);
  const intrinsics = policies.filter((policy) => 'Ref' in (asObject(policy) ?? {}));
  const xray = properties.Tracing === 'Active' ? ['arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess'] : [];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? trust('lambda.amazonaws.com'),
      ManagedPolicyArns: [...new Set([basic, ...xray, ...managed]), ...intrinsics],
      ...(documents.length + templates.length > 0 && { Policies: [...documents, ...templates] }),
      Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(properties.Tags)],
    },
  };
}

export function trust(service: string): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  };
}

function managedArn(name: string): string {
  if (name.startsWith('arn:')) return name;
  const path = /^AWS(Lambda|CodeDeploy)\w*Role/.test(name) ? 'service-role/' : '';
  return `arn:aws:iam::aws:policy/${path}${name}`;
}
