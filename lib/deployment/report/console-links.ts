import { setting } from '../hooks/settings';

/** A canary's runs. */
export function canaryLink(name: string): string {
  const { region, host } = console();
  return `https://${host}/cloudwatch/home?region=${region}#synthetics:canary/detail/${name}`;
}

/** An object for whoever may read it in the console: a presigned address would die with the session of this function's role. */
export function objectLink(bucket: string, key: string): string {
  const { region, host } = console();
  return `https://${host}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}

function console(): { readonly region: string; readonly host: string } {
  const region = setting('AWS_REGION');
  return { region, host: `${region}.console.aws.amazon.com` };
}
