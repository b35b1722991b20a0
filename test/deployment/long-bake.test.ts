import { Duration } from 'aws-cdk-lib';
import { ErrorRate } from '../../lib/alarms';
import { Service } from './service';

const props = { signals: [ErrorRate.above(1)], canaries: [] };

test('the stack says, under a name that stays, what CloudFormation is to watch', () => {
  const service = new Service();
  service.guard({ ...props, longBake: Duration.hours(2) });
  expect(service.output('GuardRollbackConfiguration')).toBe(
    JSON.stringify({
      RollbackTriggers: [
        {
          Arn: 'arn:aws:service:eu-west-1:111122223333:GuardStanding',
          Type: 'AWS::CloudWatch::CompositeAlarm',
        },
      ],
      MonitoringTimeInMinutes: 120,
    }),
  );
});

test('the alarm that it watches keeps its name from release to release', () => {
  const service = new Service();
  service.guard({ ...props, longBake: Duration.hours(2) });
  const composites = Object.values(service.released('AWS::CloudWatch::CompositeAlarm'));
  expect(composites.map(({ AlarmName }) => AlarmName)).toEqual(['Shop-Guard-v12', 'Shop-Guard']);
});

test('longer than CloudFormation watches is refused', () => {
  expect(() => new Service().guard({ ...props, longBake: Duration.hours(4) })).toThrow(
    'longBake is 14400 seconds; CloudFormation watches rollback triggers for 1 to 180 whole minutes.',
  );
});
