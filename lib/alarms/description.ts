import { Aws, Fn, Token } from 'aws-cdk-lib';

/**
 * What whoever is paged reads. The address in it names the Region, which a stack of no Region of its own leaves to CloudFormation: as
 * one substitution, since every alarm of a guard has such a text.
 */
export function description(text: string): string {
  const parts = text.split(Aws.REGION);
  if (parts.length === 1 || parts.some((part) => Token.isUnresolved(part))) return text;
  return Fn.sub(parts.map((part) => part.replaceAll('${', '${!')).join(`\${AWS::Region}`));
}
