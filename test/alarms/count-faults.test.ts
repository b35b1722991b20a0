import { countFaults } from '../../lib/alarms/count-faults.handler';

const context = {
  functionName: 'shop',
  functionVersion: '12',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:shop:live',
};

/** What a wrapped handler writes into the log, as metrics. */
async function logged(handler: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  // Powertools writes past the console that Lambda patches.
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  await countFaults(handler)({}, context).catch(() => {});
  write.mockRestore();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const dimensions = { FunctionName: 'shop', Resource: 'shop:live', ExecutedVersion: '12' };

test.each([
  ['an answer of 5xx', async () => ({ statusCode: 503 }), 1],
  ['an error', () => Promise.reject(new Error('broken')), 1],
  ['an answer of 4xx', async () => ({ statusCode: 404 }), 0],
  ['an answer without a status', async () => 'ok', 0],
])('%s counts for the version that gave it', async (_, handler, Faults) => {
  const [line] = await logged(handler);
  expect(line).toMatchObject({ ...dimensions, Faults });
  expect(line?._aws).toMatchObject({
    CloudWatchMetrics: [
      { Namespace: 'Aviary', Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: 'Faults', Unit: 'Count' }] },
    ],
  });
});

test("the answer and the error are the handler's own", async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(countFaults(async () => ({ statusCode: 500 }))({}, context)).resolves.toEqual({ statusCode: 500 });
  await expect(countFaults(() => Promise.reject(new Error('broken')))({}, context)).rejects.toThrow('broken');
  jest.restoreAllMocks();
});
