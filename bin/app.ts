#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { PipelineStack, StorefrontStack } from '../lib/stacks';

const app = new App();
new StorefrontStack(app, 'Storefront', { description: 'A shop behind a deployment guard' });
new PipelineStack(app, 'StorefrontPipeline', {
  description: 'Releases the shop: beta, gamma, one box, production',
});
