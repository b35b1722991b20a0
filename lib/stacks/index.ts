export { StorefrontStack } from './storefront/storefront-stack';
