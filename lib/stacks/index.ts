export { PipelineStack } from './pipeline-stack';
export { StorefrontStack } from './storefront/storefront-stack';
