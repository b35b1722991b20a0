import fc from 'fast-check';
import {
  CircularDependencyError,
  dependencyGraph,
  deploymentOrder,
  parseTemplate,
  Resolver,
  TemplateError,
} from '../../../lib/engine/cloudformation';

const resource = (Properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  Type: 'Test::Thing',
  Properties,
  ...more,
});

function refusal(run: () => unknown): CircularDependencyError {
  try {
    run();
  } catch (error) {
    if (error instanceof CircularDependencyError) return error;
    throw error;
  }
  throw new Error('a circle was expected');
}

test('every place that refers makes a resource wait', () => {
  const template = parseTemplate({
    Resources: {
      Last: resource(
        {
          R: { Ref: 'A' },
          L: [{ 'Fn::GetAtt': ['B', 'Arn'] }],
          S: { 'Fn::Sub': [`\${C} \${X}`, { X: { Ref: 'D' } }] },
        },
        {
          DependsOn: ['E'],
          UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: 'F' } } },
          Metadata: { Init: { Ref: 'G' } },
        },
      ),
      ...Object.fromEntries([...'GFEDCBA'].map((id) => [id, resource()])),
    },
  });
  const order = deploymentOrder(template);
  expect(order.at(-1)).toBe('Last');
  expect([...dependencyGraph(template).dependenciesOf('Last')].sort()).toEqual([...'ABCDEFG']);
});

test("the canary that guards the alias it calls: refused in CloudFormation's words, with the way round", () => {
  const template = parseTemplate({
    Resources: {
      Alias: resource({}, { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: 'Group' } } } }),
      Group: resource({ Alarms: [{ Name: { Ref: 'Alarm' } }] }),
      Alarm: resource({ Dimensions: [{ Value: { Ref: 'Canary' } }] }),
      Canary: resource({ Url: { 'Fn::Sub': `https://\${Api}.example.com` } }),
      Api: resource({ Uri: { 'Fn::GetAtt': ['Alias', 'Arn'] } }),
      Bystander: resource({ Of: { Ref: 'Alias' } }),
    },
  });
  const error = refusal(() => deploymentOrder(template));
  expect(error.message).toBe('Circular dependency between resources: [Alias, Group, Alarm, Canary, Api]');
  expect(error.cycle).toEqual(['Alias', 'Group', 'Alarm', 'Canary', 'Api']);
  expect(error.edges.map((edge) => edge.path.join('.'))).toEqual([
    'Resources.Alias.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref',
    'Resources.Group.Properties.Alarms.0.Name.Ref',
    'Resources.Alarm.Properties.Dimensions.0.Value.Ref',
    'Resources.Canary.Properties.Url.Fn::Sub',
    'Resources.Api.Properties.Uri.Fn::GetAtt',
  ]);
});

test('a resource that refers to itself is a circle too', () => {
  const error = refusal(() => deploymentOrder(parseTemplate({ Resources: { A: resource({ Of: { Ref: 'A' } }) } })));
  expect(error.message).toBe('Circular dependency between resources: [A]');
});

test('a branch that its condition leaves out makes nothing wait', () => {
  const template = parseTemplate({
    Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      A: resource({ Of: { 'Fn::If': ['Off', { Ref: 'B' }, 'none'] } }),
      B: resource({ Of: { Ref: 'A' } }),
    },
  });
  expect(() => deploymentOrder(template)).toThrow(CircularDependencyError);
  expect(deploymentOrder(template, () => false)).toEqual(['A', 'B']);
});

test.each<[string, Record<string, unknown>, string, string]>([
  [
    'Ref',
    { A: resource({ X: { Ref: 'Nobody' } }) },
    'Unresolved resource dependencies [Nobody]',
    'Resources.A.Properties.X.Ref',
  ],
  [
    'DependsOn',
    { A: resource({}, { DependsOn: ['Nobody'] }) },
    'Unresolved resource dependencies [Nobody]',
    'Resources.A.DependsOn.0',
  ],
  [
    'GetAtt',
    { A: resource({ X: { 'Fn::GetAtt': ['Nobody', 'Arn'] } }) },
    'instance of Fn::GetAtt references undefined resource Nobody',
    'Resources.A.Properties.X.Fn::GetAtt',
  ],
])('%s of a resource that is not there is refused with its place', (_, Resources, message, path) => {
  const run = () => dependencyGraph(parseTemplate({ Resources }));
  expect(run).toThrow(TemplateError);
  expect(run).toThrow(expect.objectContaining({ message: expect.stringContaining(message), path: path.split('.') }));
});

/** Templates in which a resource refers only to resources of a smaller number, written in any order. */
const templates = fc
  .integer({ min: 1, max: 25 })
  .chain((size) =>
    fc.record({
      references: fc.array(fc.array(fc.tuple(fc.nat(24), fc.nat(4)), { maxLength: 4 }), {
        minLength: size,
        maxLength: size,
      }),
      written: fc.shuffledSubarray(
        Array.from({ length: size }, (_, i) => i),
        { minLength: size, maxLength: size },
      ),
    }),
  )
  .map(({ references, written }) => {
    const definition = (index: number) => {
      const dependsOn: string[] = [];
      const values = (references[index] ?? []).flatMap(([target, form]) => {
        if (index === 0) return [];
        const id = `R${target % index}`;
        if (form === 4) dependsOn.push(id);
        const forms: unknown[] = [
          { Ref: id },
          { 'Fn::GetAtt': [id, 'Arn'] },
          { 'Fn::Join': ['-', ['x', { 'Fn::Sub': `\${${id}.Arn}` }]] },
          { 'Fn::If': ['Yes', { Ref: id }, { Ref: 'AWS::NoValue' }] },
          'literal',
        ];
        return [forms[form]];
      });
      return resource({ Values: values }, { DependsOn: dependsOn });
    };
    return parseTemplate({
      Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] } },
      Resources: Object.fromEntries(written.map((index) => [`R${index}`, definition(index)])),
    });
  });

test('a template without circles resolves in an order in which every reference is to something earlier', () => {
  fc.assert(
    fc.property(templates, (template) => {
      const made = new Set<string>();
      const resolver = new Resolver({
        template,
        parameters: {},
        region: 'eu-west-1',
        account: '111122223333',
        stackName: 'S',
        refOf: (id) => (made.has(id) ? id : undefined),
        attributeOf: (id, attribute) => (made.has(id) ? `${id}.${attribute}` : undefined),
        importOf: () => undefined,
      });
      const order = deploymentOrder(template);
      for (const id of order) {
        resolver.resolve(template.Resources[id]?.Properties, ['Resources', id, 'Properties']);
        for (const needed of [template.Resources[id]?.DependsOn ?? []].flat()) expect(made).toContain(needed);
        made.add(id);
      }
      expect([...order].sort()).toEqual(Object.keys(template.Resources).sort());
    }),
  );
});

test('one more reference back makes it a circle that is found', () => {
  fc.assert(
    fc.property(templates, fc.nat(24), (template, pick) => {
      const graph = dependencyGraph(template);
      const { from, to } = graph.dependencies[pick % Math.max(1, graph.dependencies.length)] ?? {};
      fc.pre(from !== undefined && to !== undefined);
      const target = template.Resources[to ?? ''];
      const closed = parseTemplate({
        ...template,
        Resources: { ...template.Resources, [to ?? '']: { ...target, Metadata: { Back: { Ref: from } } } },
      });
      const error = refusal(() => deploymentOrder(closed));
      expect(error.members).toEqual(expect.arrayContaining([from, to]));
      const { cycle, edges } = error;
      expect(edges.map((e) => e.from)).toEqual(cycle);
      expect(edges.map((e) => e.to)).toEqual([...cycle.slice(1), cycle[0]]);
    }),
  );
});
