import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetDirectory, loadAssembly, readFile } from '../../lib/assembly';
import { expandSam } from '../../lib/assembly/sam';

const assemblies = join(__dirname, '../assemblies');
const fixtures = join(__dirname, 'fixtures');

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

/**
 * What both say of a template, comparable: AWS hashes the Python text of an API's document, so the deployment's id
 * differs, as a layer's does; what roles allow has no part in a release.
 */
function comparable(resources: Resources): Record<string, unknown> {
  const text = JSON.stringify(resources)
    .replace(/(Deployment)[0-9a-f]{10}"/g, '$1"')
    .replace(/("Layer)[0-9a-f]{10}"/g, '$1"')
    .replace(/RestApi deployment( id: [0-9a-f]{40})?/g, 'RestApi deployment');
  const entries = Object.entries(JSON.parse(text) as Resources).map(([id, resource]) => {
    const isRole = resource.Type === 'AWS::IAM::Role';
    const kept = Object.entries(resource.Properties ?? {}).filter(([name]) => !isRole || !name.includes('Polic'));
    return [id, { ...resource, Properties: Object.fromEntries(kept) }] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function expanded(file: string, edit: (text: string) => string = (text) => text) {
  const directory = mkdtempSync(join(tmpdir(), 'sam-'));
  try {
    const copy = join(directory, 'template.yaml');
    writeFileSync(copy, edit(readFileSync(file, 'utf8')));
    return expandSam(readFile(copy).value, directory).value as { Resources: Resources; Outputs?: unknown };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { Resources: Resources; Outputs?: unknown };

describe("the transform makes what AWS' makes", () => {
  test('of a service with gradual deployment', () => {
    const ours = expanded(join(assemblies, 'sam-orders/template.yaml'), (text) =>
      text.replace(/CodeUri: (.*)/g, 'CodeUri: s3://code/$1'),
    );
    const theirs = json(join(assemblies, 'sam-orders/processed.json'));
    expect(comparable(ours.Resources)).toEqual(comparable(theirs.Resources));
    expect(ours.Outputs).toEqual(theirs.Outputs);
  });

  test('of functions with every kind of event, hooks, URLs and inline code', () => {
    const ours = expanded(join(fixtures, 'sam-functions.yaml'));
    const theirs = json(join(fixtures, 'sam-functions.json'));
    expect(comparable(ours.Resources)).toEqual(comparable(theirs.Resources));
    expect(ours.Outputs).toEqual(theirs.Outputs);
  });

  test('of APIs of their own, conditions, images, tables and layers', () => {
    const ours = comparable(expanded(join(fixtures, 'sam-apis.yaml')).Resources);
    const theirs = comparable(json(join(fixtures, 'sam-apis.json')).Resources);
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect(ours).toEqual(theirs);
  });
});

describe('code beside the template', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sam-'));
    cpSync(join(assemblies, 'sam-orders'), directory, { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const stackOf = () => {
    const [stack] = loadAssembly(join(directory, 'template.yaml')).stacks;
    if (stack === undefined) throw new Error('one stack was expected');
    return stack;
  };
  const versionOf = () => Object.keys(stackOf().template.Resources).find((id) => /^OrdersFunctionVersion/.test(id));

  test('is found through the function, and changes its version only with its content', () => {
    const stack = stackOf();
    expect(assetDirectory(stack, stack.template.Resources.OrdersFunction?.Properties?.Code)).toBe(
      join(directory, 'orders'),
    );
    const before = versionOf();
    expect(versionOf()).toBe(before);
    writeFileSync(join(directory, 'orders/app.js'), 'exports.handler = async () => ({ statusCode: 500 });');
    expect(versionOf()).not.toBe(before);
  });

  test('what is made of a function stands where the function stands', () => {
    const stack = stackOf();
    const at = stack.positionOf(['Resources', 'OrdersFunction']);
    expect(stack.positionOf(['Resources', 'OrdersFunctionAliaslive'])).toEqual(at);
    expect(stack.positionOf(['Resources', 'OrdersFunctionDeploymentGroup'])).toEqual(at);
  });

  test('that is not there is code that was not built, as a missing asset of CDK is: the key says which', () => {
    rmSync(join(directory, 'orders'), { recursive: true });
    const stack = stackOf();
    const Code = stack.template.Resources.OrdersFunction?.Properties?.Code;
    expect(Code).toMatchObject({ S3Key: 'orders' });
    expect(assetDirectory(stack, Code)).toBeUndefined();
  });

  test('an alias and a switch may be parameters: their defaults count', () => {
    const file = join(directory, 'template.yaml');
    const text = readFileSync(file, 'utf8')
      .replace('AutoPublishAlias: live', 'AutoPublishAlias: !Ref Stage')
      .replace('Type: Canary10Percent10Minutes', 'Type: Canary10Percent10Minutes\n        Enabled: !Ref Gradual')
      .replace('Parameters:', "Parameters:\n  Gradual: { Type: String, Default: 'false' }");
    writeFileSync(file, text);
    const { OrdersFunctionAliasbeta, OrdersFunctionDeploymentGroup } = stackOf().template.Resources;
    expect(OrdersFunctionAliasbeta?.Properties?.Name).toBe('beta');
    expect(OrdersFunctionAliasbeta?.UpdatePolicy).toBeUndefined();
    expect(OrdersFunctionDeploymentGroup).toBeUndefined();
  });

  test('a DeploymentPreference without an alias is refused as SAM refuses it', () => {
    const file = join(directory, 'template.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/ +AutoPublishAlias: live\n/, ''));
    expect(() => stackOf()).toThrow("'DeploymentPreference' requires AutoPublishAlias property to be specified");
  });
});
