import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CodePipelineSource } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';

/** Where the pipeline's code comes from. */
export class PipelineSource {
  /**
   * A repository at GitHub, GitLab or Bitbucket, through CodeConnections.
   * @param connectionArn a connection that somebody has completed in the console
   * @param repository `owner/name`
   * @throws where an argument has another form
   */
  static connection(connectionArn: string, repository: string, branch = 'main'): PipelineSource {
    if (!/^arn:[\w-]+:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/.test(connectionArn)) {
      throw new Error(
        `'${connectionArn}' is no connection; it is an ARN such as arn:aws:codeconnections:eu-west-1:111122223333:connection/… ` +
          '(console: Developer Tools, Settings, Connections).',
      );
    }
    if (!/^[\w.-]+(\/[\w.-]+)+$/.test(repository)) {
      throw new Error(`'${repository}' is no repository; it is its owner and its name, such as shop/storefront.`);
    }
    return new PipelineSource(() => CodePipelineSource.connection(repository, branch, { connectionArn }));
  }

  /** A CodeCommit repository of the pipeline's account, by name. */
  static codeCommit(repositoryName: string, branch = 'main'): PipelineSource {
    return new PipelineSource((scope) =>
      CodePipelineSource.codeCommit(Repository.fromRepositoryName(scope, 'Repository', repositoryName), branch),
    );
  }

  /** Uploads of one zip into a bucket of the pipeline's own: for a team whose code is nowhere that AWS reaches. */
  static upload(objectKey = 'source.zip'): PipelineSource {
    return new PipelineSource((scope) => CodePipelineSource.s3(uploads(scope), objectKey, { actionName: 'Upload' }));
  }

  private constructor(
    /** The source, with what it needs made in `scope`. */
    readonly bind: (scope: Construct) => CodePipelineSource,
  ) {}
}

/** CodePipeline takes versioned objects only; an upload that a newer one has replaced goes after three months. */
function uploads(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Uploads', {
    versioned: true,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [
      { noncurrentVersionExpiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'The pipeline is its only reader, and CodePipeline keeps the history of what it read.',
  });
  return bucket;
}
