export { PipelineStack, type PipelineStackProps } from './pipeline-stack';
export { StorefrontStack } from './storefront/storefront-stack';
