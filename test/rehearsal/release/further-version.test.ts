import type { Template } from '../../../lib/engine/cloudformation';
import { furtherVersion } from '../../../lib/rehearsal/release/further-version';

const template: Template = {
  Resources: {
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Description: 'shop' } },
    FnV1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Fn' }, FunctionVersion: { 'Fn::GetAtt': ['FnV1', 'Version'] } },
      DependsOn: ['FnV1', 'Fn'],
    },
    Errors: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Fn::Sub's own placeholders
        AlarmName: { 'Fn::Sub': 'errors-v${FnV1.Version}-${AWS::Region}' },
        Dimensions: [{ Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': 'FnV1.Version' } }],
      },
    },
  },
  Outputs: { Version: { Value: { Ref: 'FnV1' } } },
};

test('a further version has another logical id, wherever it is named, and the function changes', () => {
  const further = furtherVersion(template, [{ functionId: 'Fn', versionId: 'FnV1' }]);
  expect(Object.keys(further.Resources)).toEqual(['Fn', 'FnV1Candidate', 'Live', 'Errors']);
  expect(further.Resources.Fn?.Properties?.Description).toBe('shop (further version)');
  expect(further.Resources.Live).toMatchObject({
    Properties: { FunctionVersion: { 'Fn::GetAtt': ['FnV1Candidate', 'Version'] } },
    DependsOn: ['FnV1Candidate', 'Fn'],
  });
  expect(JSON.stringify(further).match(/FnV1(?!Candidate)/g)).toBeNull();
  expect(further.Resources.Errors?.Properties?.AlarmName).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Fn::Sub's own placeholders
    'Fn::Sub': 'errors-v${FnV1Candidate.Version}-${AWS::Region}',
  });
});

test('the template that was given stays as it is', () => {
  const copy = structuredClone(template);
  furtherVersion(template, [{ functionId: 'Fn', versionId: 'FnV1' }]);
  expect(template).toEqual(copy);
});
