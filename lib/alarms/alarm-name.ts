/** CloudWatch takes no longer name of an alarm. */
const LONGEST = 255;

/** What a token of CDK looks like in a text. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

/** The most digits that a version may come to have. */
const VERSION = '999999';

/**
 * An alarm's name: what each part says, and a release that only CloudFormation knows.
 * @throws where it is longer than CloudWatch takes: a deployment would say so, and only then
 */
export function alarmName(...parts: readonly string[]): string {
  const name = parts.join('-');
  const longest = name.replace(TOKEN, VERSION);
  if (longest.length > LONGEST) {
    throw new Error(
      `The alarm ${longest.slice(0, 80)}… has a name of ${longest.length} characters, and CloudWatch takes ${LONGEST}: give the guard, ` +
        'the canary, the signal or the function a shorter name.',
    );
  }
  return name;
}
