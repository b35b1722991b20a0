import { loadAssembly } from '../../../lib/assembly';
import { parseScenario, rehearse } from '../../../lib/rehearsal';
import { shop } from '../shop-on-ecs';

test('ecs', async () => {
  const assembly = loadAssembly(shop().app.synth().directory);
  const scenario = parseScenario(`
name: one request in five fails
warmUp: 3m
traffic: { requestsPerMinute: 1500 }
candidate: [{ fault: error, rate: 0.2, to: users, from: 0m }]
expect: { outcome: rolled-back, stoppedBy: alarm, trigger: [GuardErrors], within: 5m }
`, '-');
  const r = await rehearse({ assembly, scenario });
  console.log(r.messages.map((m) => `${m.t} ${m.text}`).join('\n'), r.timeline.filter((t)=>t.actor!=='cloudwatch').map((t)=>JSON.stringify(t)).join('\n'));
}, 100_000);
