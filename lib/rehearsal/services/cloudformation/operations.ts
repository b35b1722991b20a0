import { AwsError, type AwsServices } from '../../../endpoint';

/** The outputs of a stack of the rehearsal; undefined where there is none of that name. */
export type OutputsOf = (stackName: string) => Readonly<Record<string, unknown>> | undefined;

/** What gates and functions ask of CloudFormation. */
export function cloudformationOperations(outputsOf: OutputsOf): NonNullable<AwsServices['cloudformation']> {
  return {
    DescribeStacks: ({ StackName = '' }) => {
      const outputs = outputsOf(StackName);
      if (outputs === undefined)
        throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`, 400);
      return {
        Stacks: [
          {
            StackName,
            CreationTime: new Date(0),
            StackStatus: 'UPDATE_COMPLETE' as const,
            Outputs: Object.entries(outputs).map(([OutputKey, value]) => ({ OutputKey, OutputValue: String(value) })),
          },
        ],
      };
    },
  };
}
