import { ErrorRate } from '../../lib/alarms';
import { ofType, Service } from './service';

const props = { signals: [ErrorRate.above(1)], canaries: [{ script: 'canaries/checkout-api.ts' }] };

test('a stack with more than CloudFormation takes is an error that says how to split it', () => {
  const service = new Service();
  for (let index = 0; index < 14; index++)
    service.guard({ ...props, functions: [service.function(`F${index}`)] }, `G${index}`);
  expect(() => service.template()).toThrow(
    /Shop has \d{3} resources, and CloudFormation takes 500 in a stack; this guard has \d\d of them\. Put services and their guards into stacks of their own, 1\d guards in one at most\./,
  );
});

test('guards of one stack share the bucket of their canaries', () => {
  const service = new Service();
  for (const id of ['A', 'B']) service.guard({ ...props, functions: [service.function(id)] }, `Guard${id}`);
  expect(Object.keys(ofType(service.template(), 'AWS::S3::Bucket'))).toHaveLength(1);
});
