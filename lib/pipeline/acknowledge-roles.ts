import { AspectPriority, Aspects, Stack, Validations } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../synthetics';

/** Why a resource that a role of CDK Pipelines' own may use is not named to the end; by what its JSON says. */
const REASONS: readonly (readonly [resource: RegExp, reason: string])[] = [
  [
    /^"\*"$/,
    'These actions have no permission by resource: reading alarms, stacks and functions, and the registry of images.',
  ],
  [/Artifacts.*\/\*/i, "CodePipeline names the artifacts in the pipeline's own bucket itself."],
  [/:report-group\//, 'CodeBuild makes report groups, which its projects could have, as they are needed.'],
  [/:log-group:/, "CodeBuild names the log streams of its projects' builds itself."],
  [/:role\/\*/, "A condition restricts it to roles that are tagged as those of CDK's bootstrap stack."],
  [/Gates.*:\*/, 'The pipeline invokes its gates, at whatever version.'],
];

/** Tells cdk-nag the reasons of what CDK Pipelines makes below a construct; what is not among them it finds. */
export function acknowledgeRoles(scope: IConstruct): void {
  Aspects.of(scope).add({ visit: acknowledge }, { priority: AspectPriority.READONLY });
}

function acknowledge(node: IConstruct): void {
  if (node instanceof CfnProject) {
    Validations.of(node).acknowledge({
      id: 'AwsSolutions-CB4',
      reason: 'What it makes goes into the bucket of the pipeline, which S3 encrypts.',
    });
  }
  if (!(node instanceof CfnPolicy)) return;
  const document = Stack.of(node).resolve(node.policyDocument) as {
    readonly Statement: readonly { Resource: unknown }[];
  };
  for (const resource of document.Statement.flatMap((statement) => statement.Resource)) {
    const found = REASONS.find(([pattern]) => pattern.test(JSON.stringify(resource)));
    if (found !== undefined) acknowledgeWildcards(node, [resource as string], found[1]);
  }
}
