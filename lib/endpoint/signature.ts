/** What the `authorization` header of a signed request tells: `Credential=AKID/20260101/eu-west-1/lambda/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

export function credentialScope(authorization: string | undefined): CredentialScope | undefined {
  const match = /Credential=([^/\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  const [, accessKeyId, region, signingName] = match ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
  return { accessKeyId, region, signingName };
}

export function signingNameOf(authorization: string | undefined): string | undefined {
  return credentialScope(authorization)?.signingName;
}
