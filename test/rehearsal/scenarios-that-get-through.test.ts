import { testScenarios } from './run-scenarios';

testScenarios(({ expect: { outcome } }) => outcome === 'succeeded');
