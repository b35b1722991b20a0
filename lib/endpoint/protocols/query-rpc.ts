import { NormalizedSchema } from '@smithy/core/schema';
import { queryCode } from '../services/service';
import { isObject } from './json-shape';
import type { Protocol } from './protocol';
import { readForm } from './query-form';
import { escaped, xmlElement, xmlMembers } from './xml-document';

const headers = { 'content-type': 'text/xml' };

/** The query protocol: a form with `Action` and `Version`, answered in XML. */
export const queryRpc: Protocol = async (request, services) => {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = isForm ? new URLSearchParams(request.body.toString('utf8')) : request.query;
  const [operation, version] = [form.get('Action'), form.get('Version')];
  const service = services.find((candidate) => candidate.version !== undefined && candidate.version === version);
  if (service === undefined || operation === null) return undefined;
  form.delete('Action');
  form.delete('Version');
  return {
    service,
    operation,
    input: (schema) => readForm(NormalizedSchema.of(schema[4]), form),
    output: (schema, value, requestId) => {
      const output = NormalizedSchema.of(schema[5]);
      const members = isObject(value) ? xmlMembers(output.isUnitSchema() ? undefined : output, value) : '';
      const result = output.isUnitSchema() ? '' : `<${operation}Result>${members}</${operation}Result>`;
      const metadata = `<ResponseMetadata>${xmlElement('RequestId', undefined, requestId)}</ResponseMetadata>`;
      return {
        status: 200,
        headers,
        body: `<${operation}Response xmlns="${service.xmlNamespace}">${result}${metadata}</${operation}Response>`,
      };
    },
    error: (error, schema, requestId) => {
      const told = { Type: 'Sender', Code: queryCode(schema) ?? error.code, Message: error.message, ...error.members };
      return {
        status: error.status,
        headers,
        body: `<ErrorResponse xmlns="${service.xmlNamespace}">${xmlElement('Error', undefined, told)}<RequestId>${escaped(requestId)}</RequestId></ErrorResponse>`,
      };
    },
  };
};
