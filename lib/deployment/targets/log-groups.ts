import { ContainerDefinition, type TaskDefinition } from 'aws-cdk-lib/aws-ecs';

/** Where the containers of a task log, by name: those that send their output to CloudWatch. */
export function logGroupsOf(task: TaskDefinition): readonly string[] {
  const names = task.node.findAll().flatMap((child) => {
    const driver = child instanceof ContainerDefinition ? child.logDriverConfig : undefined;
    const name = driver?.logDriver === 'awslogs' ? driver.options?.['awslogs-group'] : undefined;
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)];
}
