import { payloadOf } from '../../../lib/rehearsal/services/events/event-bus';
import { matchesPattern } from '../../../lib/rehearsal/services/events/event-pattern';

const event = {
  source: 'aws.codedeploy',
  resources: ['arn:aws:codedeploy:us-east-1:1:application:shop'],
  detail: { state: 'STOP', deploymentGroup: 'shop-live', weight: 10, region: 'us-east-1' },
};

test.each([
  [{ source: ['aws.codedeploy'] }, true],
  [{ source: ['aws.ecs'] }, false],
  [{ detail: { state: ['FAILURE', 'STOP'] } }, true],
  [{ detail: { state: [{ 'anything-but': ['SUCCESS', 'START'] }] } }, true],
  [{ detail: { state: [{ 'anything-but': 'STOP' }] } }, false],
  [{ detail: { deploymentGroup: [{ prefix: 'shop' }], state: ['STOP'] } }, true],
  [{ detail: { deploymentGroup: [{ suffix: '-live' }] } }, true],
  [{ detail: { deploymentGroup: [{ wildcard: 's*p-*' }] } }, true],
  [{ detail: { deploymentGroup: [{ 'equals-ignore-case': 'SHOP-live' }] } }, true],
  [{ detail: { weight: [{ numeric: ['>=', 10, '<', 20] }] } }, true],
  [{ detail: { weight: [{ numeric: ['>', 10] }] } }, false],
  [{ detail: { error: [{ exists: false }], state: [{ exists: true }] } }, true],
  [{ resources: [{ prefix: 'arn:aws:codedeploy' }] }, true],
  [{ $or: [{ source: ['aws.ecs'] }, { detail: { state: ['STOP'] } }] }, true],
])('%j', (pattern, matches) => {
  expect(matchesPattern(pattern, event)).toBe(matches);
});

test('a target receives the event, a part of it, a constant, or a transformed text', () => {
  expect(payloadOf({ arn: 'f' }, event)).toBe(event);
  expect(payloadOf({ arn: 'f', inputPath: '$.detail' }, event)).toEqual(event.detail);
  expect(payloadOf({ arn: 'f', input: '{"a":1}' }, event)).toEqual({ a: 1 });
  const inputTransformer = {
    paths: { state: '$.detail.state', first: '$.resources[0]' },
    template: '{"was":"<state>","of":"<first>"}',
  };
  expect(payloadOf({ arn: 'f', inputTransformer }, event)).toEqual({ was: 'STOP', of: event.resources[0] });
});
