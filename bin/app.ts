#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { StorefrontStack } from '../lib/stacks';

const app = new App();
new StorefrontStack(app, 'Storefront', { description: 'A shop behind a deployment guard' });
