import { embeddedMetrics } from '../../../lib/rehearsal/services/lambda/embedded-metrics';

const line = JSON.stringify({
  _aws: {
    Timestamp: 1767603600000,
    CloudWatchMetrics: [
      {
        Namespace: 'Shop',
        Dimensions: [['service'], ['service', 'region']],
        Metrics: [{ Name: 'orders', Unit: 'Count' }, { Name: 'total' }],
      },
    ],
  },
  service: 'checkout',
  region: 'eu',
  orders: 1,
  total: [12, 30],
});

test('each metric is read once for each set of dimensions', () => {
  const found = embeddedMetrics(line);
  expect(found).toHaveLength(4);
  expect(found[0]).toEqual({
    metric: { namespace: 'Shop', name: 'orders', dimensions: { service: 'checkout' } },
    unit: 'Count',
    timestamp: 1767603600000,
    values: [1],
  });
  expect(found[3]).toMatchObject({
    metric: { dimensions: { service: 'checkout', region: 'eu' } },
    unit: 'None',
    values: [12, 30],
  });
});

test('other lines have none', () => {
  expect(embeddedMetrics('INFO ready')).toEqual([]);
  expect(embeddedMetrics('{"CloudWatchMetrics": broken')).toEqual([]);
});
