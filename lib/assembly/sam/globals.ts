import { asObject, type JsonObject } from './json';

/**
 * A resource's properties with those of the Globals section under them: objects are merged, lists are joined with the
 * global ones first, anything else of the resource wins. Source: "Globals section of the AWS SAM template".
 */
export function withGlobals(global: JsonObject, own: JsonObject): JsonObject {
  return merge(global, own) as JsonObject;
}

function merge(global: unknown, own: unknown): unknown {
  if (own === undefined) return global;
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  const [under, over] = [asObject(global), asObject(own)];
  if (under === undefined || over === undefined || isIntrinsic(under) || isIntrinsic(over)) return own;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(under[key], over[key])]));
}

function isIntrinsic(object: JsonObject): boolean {
  const [key, ...more] = Object.keys(object);
  return more.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
}
