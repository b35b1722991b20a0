import { z } from 'zod';
import type { Created, ResourceHandler, ResourceRequest, StackResource } from '../../engine/cloudformation';

/** How one type of resource is brought about, updated and removed. */
export interface ResourceType<T> {
  /** Properties whose change makes another resource of it. @default none */
  readonly replacedBy?: readonly (keyof T & string)[];
  /** Creates the resource, or changes the one that has this physical id. */
  put(properties: T, request: ResourceRequest, physicalId: string | undefined): Created;
  /** @default nothing to remove */
  remove?(resource: StackResource, properties: T): void;
  readonly deploy?: ResourceHandler['deploy'];
  readonly attribute?: ResourceHandler['attribute'];
}

/** A handler whose properties are read by a schema: what it finds fails the resource, as CloudFormation would. */
export function resourceType<T extends object>(schema: z.ZodType<T>, type: ResourceType<T>): ResourceHandler {
  const read = (properties: unknown, logicalId: string): T => {
    const parsed = schema.safeParse(properties);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new Error(
      `Properties validation failed for resource ${logicalId} with message: #/${issue?.path.map(String).join('/')}: ${issue?.message}`,
    );
  };
  return {
    create: (request) => type.put(read(request.properties, request.logicalId), request, undefined),
    update: (request, previous) => {
      const properties = read(request.properties, request.logicalId);
      const before = read(previous.properties, previous.logicalId);
      const replaced = (type.replacedBy ?? []).some(
        (key) => JSON.stringify(properties[key]) !== JSON.stringify(before[key]),
      );
      return replaced
        ? { ...type.put(properties, request, undefined), replaced }
        : type.put(properties, request, previous.physicalId);
    },
    delete: (resource) => type.remove?.(resource, read(resource.properties, resource.logicalId)),
    ...(type.deploy === undefined ? {} : { deploy: type.deploy }),
    ...(type.attribute === undefined ? {} : { attribute: type.attribute }),
  };
}

/** CloudFormation takes numbers and booleans as text too. */
export const numeric = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
export const textMap = z.record(z.string(), z.coerce.string());
