import type { ResourceDefinition, Template } from '../../engine/cloudformation';

/**
 * The same service, released once more: its task definition gets a label, so that ECS registers a further revision of it.
 * @param services logical ids of what is released; where none of them names a task definition of the template, all are labelled
 */
export function furtherRevision(template: Template, services: readonly string[]): Template {
  if (services.length === 0) return template;
  const tasks = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::ECS::TaskDefinition');
  const texts = services.map((id) => JSON.stringify(template.Resources[id]?.Properties?.TaskDefinition ?? ''));
  const named = tasks.filter(([id, { Properties }]) => {
    const family = typeof Properties?.Family === 'string' ? Properties.Family : undefined;
    return texts.some((text) => text.includes(`"${id}"`) || (family !== undefined && text === `"${family}"`));
  });
  const labelledIds = new Set((named.length > 0 ? named : tasks).map(([id]) => id));
  const resources = Object.entries(template.Resources).map(([logicalId, resource]) => {
    return [logicalId, labelledIds.has(logicalId) ? labelled(resource) : resource] as const;
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

function labelled(resource: ResourceDefinition): ResourceDefinition {
  const containers = resource.Properties?.ContainerDefinitions;
  if (!Array.isArray(containers)) return resource;
  const ContainerDefinitions = containers.map((container: object, index) =>
    index === 0 ? { ...container, DockerLabels: { 'aviary.rehearsal': 'further revision' } } : container,
  );
  return { ...resource, Properties: { ...resource.Properties, ContainerDefinitions } };
}
