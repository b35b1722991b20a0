import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a role has resources with a wildcard. It wants each by its own text, in which a reference is the logical id in
 * angle brackets.
 */
export function acknowledgeWildcards(role: IConstruct, resources: readonly string[], reason: string): void {
  for (const resource of resources) {
    const text = plain(Stack.of(role).resolve(resource));
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${text}]`, reason });
  }
}

/** A resolved value as cdk-nag writes it: `<Bucket.Arn>/canary/*`. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Fn::Sub' in value) return String(value['Fn::Sub']).replaceAll('${', '<').replaceAll('}', '>');
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(plain).join(String(separator)) : '';
  }
  return JSON.stringify(value);
}
