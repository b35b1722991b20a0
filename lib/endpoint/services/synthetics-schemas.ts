import { byName, writtenOperation } from './written-schemas';

/** Synthetics' REST API. Source: https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference */
export const syntheticsSchemas = byName(
  writtenOperation('AssociateResource', { http: 'PATCH /group/{GroupIdentifier}/associate' }),
  writtenOperation('CreateCanary', { http: 'POST /canary' }),
  writtenOperation('CreateGroup', { http: 'POST /group' }),
  writtenOperation('DeleteCanary', { http: 'DELETE /canary/{Name}', query: { DeleteLambda: 'deleteLambda' } }),
  writtenOperation('DeleteGroup', { http: 'DELETE /group/{GroupIdentifier}' }),
  writtenOperation('DescribeCanaries', { http: 'POST /canaries' }),
  writtenOperation('DescribeCanariesLastRun', { http: 'POST /canaries/last-run' }),
  writtenOperation('DescribeRuntimeVersions', { http: 'POST /runtime-versions' }),
  writtenOperation('DisassociateResource', { http: 'PATCH /group/{GroupIdentifier}/disassociate' }),
  writtenOperation('GetCanary', { http: 'GET /canary/{Name}' }),
  writtenOperation('GetCanaryRuns', { http: 'POST /canary/{Name}/runs' }),
  writtenOperation('GetGroup', { http: 'GET /group/{GroupIdentifier}' }),
  writtenOperation('ListAssociatedGroups', { http: 'POST /resource/{ResourceArn}/groups' }),
  writtenOperation('ListGroupResources', { http: 'POST /group/{GroupIdentifier}/resources' }),
  writtenOperation('ListGroups', { http: 'POST /groups' }),
  writtenOperation('ListTagsForResource', { http: 'GET /tags/{ResourceArn}' }),
  writtenOperation('StartCanary', { http: 'POST /canary/{Name}/start' }),
  writtenOperation('StartCanaryDryRun', { http: 'POST /canary/{Name}/dry-run/start' }),
  writtenOperation('StopCanary', { http: 'POST /canary/{Name}/stop' }),
  writtenOperation('TagResource', { http: 'POST /tags/{ResourceArn}' }),
  writtenOperation('UntagResource', { http: 'DELETE /tags/{ResourceArn}', query: { TagKeys: 'tagKeys' } }),
  writtenOperation('UpdateCanary', { http: 'PATCH /canary/{Name}' }),
);
