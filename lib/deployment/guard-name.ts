import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The name of a guard: what its alarms, canaries and dashboard begin with. It is literal, so that whatever the live alias
 * waits for can say the names of what waits for the live alias.
 * @throws where the stack has no name at synth, or the name is none that CloudWatch Synthetics takes
 */
export function guardNameOf(scope: Construct, given: string | undefined): string {
  const stackName = Stack.of(scope).stackName;
  if (given === undefined && Token.isUnresolved(stackName)) {
    throw new Error(`${scope.node.path}: a nested stack has no name at synth; give the guard a guardName.`);
  }
  const name = given ?? (stackName.endsWith(scope.node.id) ? stackName : `${stackName}-${scope.node.id}`);
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(name)) {
    throw new Error(
      `guardName is '${name}'; it takes 1 to 80 letters, digits, - and _, since alarms, canaries and schedules are named after it.`,
    );
  }
  return name;
}

/** The logical ids of what people look for in a template begin with the guard's own path: readable, and the same each time. */
export function logicalIdPrefix(scope: Construct): string {
  const ids = scope.node.path.slice(Stack.of(scope).node.path.length);
  return ids.replace(/[^A-Za-z0-9]/g, '');
}
