import { z } from 'zod';
import type { ResourceHandler } from '../../engine/cloudformation';
import { parseReference } from '../services/lambda/functions';
import { resourceType } from '../services/resource-type';
import type { Account } from '../world/account';
import type { AccountPolicies } from './account-policies';
import { functionArn } from './required';

const policyProperties = z.looseObject({
  PolicyName: z.string().default('a policy'),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).default([]),
});
const rolePolicyProperties = z.looseObject({
  PolicyName: z.string(),
  RoleName: z.string(),
  PolicyDocument: z.unknown().optional(),
});
const managedPolicyProperties = z.looseObject({
  ManagedPolicyName: z.string().optional(),
  Path: z.string().default('/'),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).default([]),
});
const permissionProperties = z.looseObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.coerce.string().optional(),
  PrincipalOrgID: z.string().optional(),
  EventSourceToken: z.string().optional(),
  FunctionUrlAuthType: z.string().optional(),
  InvokedViaFunctionUrl: z.union([z.boolean(), z.string()]).optional(),
});
const topicPolicyProperties = z.looseObject({ Topics: z.array(z.string()), PolicyDocument: z.unknown() });
const bucketPolicyProperties = z.looseObject({ Bucket: z.string(), PolicyDocument: z.unknown() });

/** Policies of roles, and of functions, topics and buckets. */
export function policyResources(
  policies: AccountPolicies,
  account: Account,
): Readonly<Record<string, ResourceHandler>> {
  const remove = ({ physicalId }: { readonly physicalId: string }) => policies.remove(physicalId);
  return {
    'AWS::IAM::Policy': resourceType(policyProperties, {
      put: ({ PolicyName, PolicyDocument, Roles }, request, physicalId) => {
        const id = physicalId ?? request.physicalName();
        policies.attach(id, Roles, { name: PolicyName, document: PolicyDocument });
        return { physicalId: id, attributes: { Id: id } };
      },
      remove,
    }),
    'AWS::IAM::RolePolicy': resourceType(rolePolicyProperties, {
      replacedBy: ['PolicyName', 'RoleName'],
      put: ({ PolicyName, RoleName, PolicyDocument }) => {
        const id = `${PolicyName}|${RoleName}`;
        policies.attach(id, [RoleName], { name: PolicyName, document: PolicyDocument });
        return { physicalId: id };
      },
      remove,
    }),
    'AWS::IAM::ManagedPolicy': resourceType(managedPolicyProperties, {
      replacedBy: ['ManagedPolicyName', 'Path'],
      put: ({ ManagedPolicyName, Path, PolicyDocument, Roles }, request, physicalId) => {
        const name = ManagedPolicyName ?? request.physicalName(128);
        const policyArn = physicalId ?? `arn:${account.partition}:iam::${account.id}:policy${Path}${name}`;
        policies.putManaged(policyArn, { name, document: PolicyDocument });
        policies.attach(policyArn, Roles, { name, document: PolicyDocument });
        return { physicalId: policyArn, attributes: { PolicyArn: policyArn } };
      },
      remove,
    }),
    'AWS::Lambda::Permission': resourceType(permissionProperties, {
      replacedBy: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
      put: (properties, request, physicalId) => {
        const id = physicalId ?? request.physicalName(100);
        const { functionName, qualifier } = parseReference(properties.FunctionName);
        const on = functionArn(account, functionName, qualifier);
        policies.putOfResource(id, { on: [on], document: { Statement: permissionStatement(properties, on) } });
        return { physicalId: id, attributes: { Id: id } };
      },
      remove,
    }),
    'AWS::SNS::TopicPolicy': resourceType(topicPolicyProperties, {
      put: ({ Topics, PolicyDocument }, request, physicalId) => {
        const id = physicalId ?? request.physicalName();
        policies.putOfResource(id, { on: Topics, document: PolicyDocument });
        return { physicalId: id, attributes: { Id: id } };
      },
      remove,
    }),
    'AWS::S3::BucketPolicy': resourceType(bucketPolicyProperties, {
      replacedBy: ['Bucket'],
      put: ({ Bucket, PolicyDocument }, request, physicalId) => {
        const id = physicalId ?? request.physicalName();
        policies.putOfResource(id, { on: [`arn:${account.partition}:s3:::${Bucket}`], document: PolicyDocument });
        return { physicalId: id };
      },
      remove,
    }),
  };
}

/**
 * The statement that Lambda adds to a function's policy.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
function permissionStatement(permission: z.output<typeof permissionProperties>, on: string): object {
  const { Action, Principal, SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken } = permission;
  const { FunctionUrlAuthType, InvokedViaFunctionUrl } = permission;
  const equal = {
    'aws:SourceAccount': SourceAccount,
    'aws:PrincipalOrgID': PrincipalOrgID,
    'lambda:EventSourceToken': EventSourceToken,
    'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
  };
  const given = (keys: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
  return {
    Effect: 'Allow',
    Principal:
      Principal === '*'
        ? '*'
        : /\.amazonaws\.com(\.cn)?$/.test(Principal)
          ? { Service: Principal }
          : { AWS: Principal },
    Action,
    Resource: on,
    Condition: {
      StringEquals: given(equal),
      ArnLike: given({ 'aws:SourceArn': SourceArn }),
      Bool: given({ 'lambda:InvokedViaFunctionUrl': InvokedViaFunctionUrl }),
    },
  };
}
