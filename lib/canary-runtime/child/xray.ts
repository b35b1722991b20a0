/** A subsegment that keeps nothing: a run here is not traced. */
const segment: Record<string, unknown> = {};
for (const name of [
  'addAnnotation',
  'addMetadata',
  'addError',
  'addErrorFlag',
  'addFaultFlag',
  'close',
  'flush',
  'setUser',
]) {
  segment[name] = () => {};
}
segment.addNewSubsegment = () => segment;

const same = <T>(client: T): T => client;

/** What scripts get as `aws-xray-sdk-core`: their code runs, nothing is sent. */
export const xray = {
  captureAWS: same,
  captureAWSClient: same,
  captureAWSv3Client: same,
  captureHTTPs: same,
  captureHTTPsGlobal: () => {},
  capturePromise: () => {},
  captureAsyncFunc: (_name: string, work: (subsegment: unknown) => unknown) => work(segment),
  captureFunc: (_name: string, work: (subsegment: unknown) => unknown) => work(segment),
  getSegment: () => segment,
  setSegment: () => {},
  setContextMissingStrategy: () => {},
  enableAutomaticMode: () => {},
  enableManualMode: () => {},
};
