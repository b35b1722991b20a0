// CDK's template validation costs two seconds a synth: it runs in `cdk synth` and in the tests that are about it.
process.env.CDK_VALIDATION ??= 'false';
