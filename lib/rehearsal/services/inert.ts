import type { ResourceHandler, ResourceRequest } from '../../engine/cloudformation';
import { type Account, arn, stableUuid } from '../world/account';
import type { Notes } from '../world/notes';

/** Types that serve or store something: a rehearsal that has them and does not run them says so. */
const doing = [
  /^AWS::(ECS|EKS|EC2::Instance|AppRunner|Batch|StepFunctions|AutoScaling(?!::LaunchConfiguration)|ElasticLoadBalancing)/,
  /^AWS::(DynamoDB|RDS|ElastiCache|OpenSearchService|DocDB|Neptune|SQS|Kinesis|MSK)::/,
  /^AWS::(CloudFront::Distribution|AppSync::|Cognito::UserPool$|Pipes::|IoT::)/,
  /^AWS::Lambda::EventSourceMapping$/,
  // CDK's own provider, which empties a bucket when the stack is destroyed, has nothing to do in a rehearsal.
  /^(AWS::CloudFormation::CustomResource|Custom::(?!S3AutoDeleteObjects$))/,
];

/**
 * What a rehearsal takes as created without playing it: roles, policies, buckets, dashboards, and services that it does
 * not have. The latter are named in the report.
 */
export function inertResource(type: string, account: Account, notes: Notes): ResourceHandler {
  const isDoing = doing.some((pattern) => pattern.test(type));
  const created = (request: ResourceRequest, physicalId: string) => {
    if (isDoing) notes.find(`${request.logicalId} (${type}) is taken as created; a rehearsal does not play it.`);
    return { physicalId, attributes: {} };
  };
  return {
    create: (request) => created(request, nameIn(request) ?? request.physicalName()),
    update: (request, previous) => created(request, nameIn(request) ?? previous.physicalId),
    delete: () => {},
    attribute: ({ physicalId }, name) => attributeOf(type, physicalId, name, account),
  };
}

/** Resources with a name of their own are known by it. */
function nameIn({ type, properties }: ResourceRequest): string | undefined {
  const kind = type.split('::').at(-1) ?? '';
  for (const key of [`${kind}Name`, 'Name', 'LogGroupName']) {
    const name = properties[key];
    if (typeof name === 'string') return name;
  }
  return undefined;
}

/** A plausible value: an ARN where the attribute is one, an id or a name else. */
function attributeOf(type: string, physicalId: string, name: string, account: Account): unknown {
  const [, service = 'unknown', kind = ''] = type.split('::');
  if (/Arn$/.test(name)) {
    const global = service === 'IAM' || service === 'S3';
    if (service === 'S3') return `arn:${account.partition}:s3:::${physicalId}`;
    const resource = `${kind.toLowerCase()}/${physicalId}`;
    return global
      ? `arn:${account.partition}:iam::${account.id}:${resource}`
      : arn(account, service.toLowerCase(), resource);
  }
  if (/(Id|ID)$/.test(name)) return stableUuid(type, physicalId, name);
  if (/(DomainName|Address|Endpoint|Url|URL)$/.test(name)) {
    return `${physicalId.toLowerCase()}.${service.toLowerCase()}.${account.region}.amazonaws.com`;
  }
  return physicalId;
}
