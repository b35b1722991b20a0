import { App, Stack } from 'aws-cdk-lib';
import { RunbookLibrary } from '../../lib/runbooks';

const libraryOf = (context: Record<string, string>, baseUrl?: string) =>
  RunbookLibrary.of(new Stack(new App({ context }), 'Shop', { env: { region: 'eu-west-1' } }), {
    baseUrl,
    dashboardName: 'Shop',
  });

test('without a place where the pages are published, the dashboard shows them', () => {
  expect(libraryOf({}).urlOf('error-rate')).toBe(
    "runbooks/error-rate.md (with this guard's names: " +
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Shop)',
  );
});

test('a team says once, in its context, where it publishes them', () => {
  expect(libraryOf({ 'aviary:runbooks': 'https://wiki.example.com/ops/' }).urlOf('error-rate')).toBe(
    'https://wiki.example.com/ops/error-rate.md',
  );
});

test("a page of the team's own may be anywhere, and has to be somewhere", () => {
  expect(libraryOf({}).urlOf('https://wiki.example.com/checkout')).toBe('https://wiki.example.com/checkout');
  expect(() => libraryOf({}).urlOf('checkout')).toThrow('There is no runbook checkout.md');
});
