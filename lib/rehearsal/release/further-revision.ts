import type { ResourceDefinition, Template } from '../../engine/cloudformation';

/** The same service, released once more: each task definition gets a label, so that ECS registers a further revision of it. */
export function furtherRevision(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([logicalId, resource]) => {
    return [logicalId, resource.Type === 'AWS::ECS::TaskDefinition' ? labelled(resource) : resource] as const;
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
