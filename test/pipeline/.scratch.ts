import { App } from 'aws-cdk-lib';
import { PipelineStack, StorefrontStack } from '../../lib/stacks';
const app = new App({ context: JSON.parse(require('fs').readFileSync('cdk.json','utf8')).context });
new StorefrontStack(app, 'Storefront', { description: 'A shop behind a deployment guard' });
new PipelineStack(app, 'StorefrontPipeline');
