import { s3Schemas } from './s3';
import type { Service } from './service';
import { syntheticsSchemas } from './synthetics-schemas';
import { eventBridgeSchemas, logsSchemas, ssmSchemas, stsSchemas } from './written-services';

/** Every service that the endpoint knows. The schemas of those with a client come from the client. */
export const services: readonly Service[] = [
  {
    name: 'cloudformation',
    title: 'CloudFormation',
    signingName: 'cloudformation',
    version: '2010-05-15',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    schemas: () => import('@aws-sdk/client-cloudformation'),
  },
  {
    name: 'cloudwatch',
    title: 'CloudWatch',
    signingName: 'monitoring',
    target: 'GraniteServiceVersion20100801',
    version: '2010-08-01',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    schemas: () => import('@aws-sdk/client-cloudwatch'),
  },
  {
    name: 'codedeploy',
    title: 'CodeDeploy',
    signingName: 'codedeploy',
    target: 'CodeDeploy_20141006',
    schemas: () => import('@aws-sdk/client-codedeploy'),
  },
  {
    name: 'codepipeline',
    title: 'CodePipeline',
    signingName: 'codepipeline',
    target: 'CodePipeline_20150709',
    schemas: () => import('@aws-sdk/client-codepipeline'),
  },
  {
    name: 'elasticloadbalancing',
    title: 'Elastic Load Balancing',
    signingName: 'elasticloadbalancing',
    version: '2015-12-01',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    schemas: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  {
    name: 'events',
    title: 'EventBridge',
    signingName: 'events',
    target: 'AWSEvents',
    schemas: async () => eventBridgeSchemas,
  },
  {
    name: 'lambda',
    title: 'Lambda',
    signingName: 'lambda',
    isRest: true,
    schemas: () => import('@aws-sdk/client-lambda'),
  },
  {
    name: 'logs',
    title: 'CloudWatch Logs',
    signingName: 'logs',
    target: 'Logs_20140328',
    schemas: async () => logsSchemas,
  },
  {
    name: 's3',
    title: 'S3',
    signingName: 's3',
    schemas: async () => s3Schemas,
  },
  {
    name: 'scheduler',
    title: 'EventBridge Scheduler',
    signingName: 'scheduler',
    isRest: true,
    schemas: () => import('@aws-sdk/client-scheduler'),
  },
  {
    name: 'sns',
    title: 'SNS',
    signingName: 'sns',
    version: '2010-03-31',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    schemas: () => import('@aws-sdk/client-sns'),
  },
  {
    name: 'ssm',
    title: 'Systems Manager',
    signingName: 'ssm',
    target: 'AmazonSSM',
    schemas: async () => ssmSchemas,
  },
  {
    name: 'sts',
    title: 'STS',
    signingName: 'sts',
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    schemas: async () => stsSchemas,
  },
  {
    name: 'synthetics',
    title: 'Synthetics',
    signingName: 'synthetics',
    isRest: true,
    schemas: async () => syntheticsSchemas,
  },
];
