import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

interface Access {
  readonly region?: string;
  readonly credentials?: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration?: Date;
  }>;
}

/** Where the stage's stacks are, and who may ask there; the function itself is in the pipeline's account and Region. */
export const accessToStage: Access = {
  ...regionOf(process.env.STAGE_REGION),
  ...credentialsOf(process.env.STAGE_ROLE),
};

function regionOf(region: string | undefined): Pick<Access, 'region'> {
  return region === undefined || region === '' ? {} : { region };
}

/** Clients keep what they get until it expires: a gate that is invoked again within the hour assumes the role once. */
function credentialsOf(roleArn: string | undefined): Pick<Access, 'credentials'> {
  if (roleArn === undefined || roleArn === '') return {};
  const sts = new STSClient();
  return {
    credentials: async () => {
      const { Credentials } = await sts.send(
        // Who asked is in CloudTrail of the stage's account by this name.
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: `${process.env.PIPELINE ?? 'pipeline'}-gate`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
        }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
        throw new Error(`STS gave no credentials for ${roleArn}`);
      }
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration === undefined ? {} : { expiration: Expiration }),
      };
    },
  };
}
