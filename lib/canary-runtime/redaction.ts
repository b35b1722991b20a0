const secretName =
  /SECRET|TOKEN|PASSW|PASSPHRASE|_PWD$|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|AUTH(?!OR)|SESSION|SIGNATURE|COOKIE/i;
/** Names of where a secret is, not of the secret. */
const placeName = /_(?:URL|URI|ENDPOINT|HOST|ORIGIN|PATH|ARN|TABLE|BUCKET|NAME|PARAMETER|TTL|SECONDS|ENABLED)$/i;
const harmlessValue = /^(?:true|false|null|none|yes|no|on|off|.{0,3}|\d{1,5})$/i;

/** What stands in place of a secret. */
export const redacted = 'REDACTED';

/** Whether a variable, header or parameter of this name holds a secret, by its name. */
export function looksSecret(name: string): boolean {
  return secretName.test(name) && !placeName.test(name);
}

/** Replaces secrets in texts: in logs, reports and the HAR. */
export type Redaction = (text: string) => string;

/**
 * Redacts the values of the variables whose names look like secrets, in each form that a text may hold them (as they
 * are, in a URL, in JSON, in base64), and the parts of SigV4 that let others act: signature, credential, token.
 */
export function redaction(environment: Readonly<Record<string, string | undefined>>): Redaction {
  const forms = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !looksSecret(name) || harmlessValue.test(value)) continue;
    forms.add(value);
    forms.add(encodeURIComponent(value));
    forms.add(JSON.stringify(value).slice(1, -1));
    if (value.length >= 8) forms.add(Buffer.from(value).toString('base64').replace(/=+$/, ''));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of longestFirst) if (clean.includes(form)) clean = clean.replaceAll(form, redacted);
    return clean
      .replace(
        /([?&;]|\\u0026|&amp;)(X-Amz-(?:Signature|Credential|Security-Token))=[^&\s"'\\<>]*/gi,
        `$1$2=${redacted}`,
      )
      .replace(/(AWS4-HMAC-SHA256 Credential=)[^"\n\\]*/g, `$1${redacted}`)
      .replace(/\b(Bearer|Basic) (?=\S*\d)[A-Za-z0-9+/_.~-]{12,}=*/g, `$1 ${redacted}`);
  };
}
