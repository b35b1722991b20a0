import { looksSecret, redacted } from '../redaction';
import type { Settings } from './configuration';

type HeaderMap = Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** What scripts get as `SyntheticsLogHelper`; the runtime cleans everything it logs and reports with it. */
export interface SyntheticsLogHelper {
  getSanitizedUrl(url: string, stepConfig?: unknown): string;
  getSanitizedErrorMessage(error: unknown, stepConfig?: unknown): string;
  getSanitizedHeaders<H extends HeaderMap>(headers: H, stepConfig?: unknown): H;
}

export function logHelper(settingsOf: (stepConfig?: unknown) => Settings): SyntheticsLogHelper {
  return {
    getSanitizedUrl: (url, stepConfig) => sanitizedUrl(url, settingsOf(stepConfig)),
    getSanitizedErrorMessage: (error, stepConfig) => sanitizedError(error, settingsOf(stepConfig)),
    getSanitizedHeaders: (headers, stepConfig) => sanitizedHeaders(headers, settingsOf(stepConfig)) as typeof headers,
  };
}

/**
 * A URL without its password and without the values of restricted parameters; with `*`, without all parts of its
 * path and query. Beyond AWS, parameters whose names look like secrets lose their values.
 *
 * @throws TypeError where it is no URL
 */
export function sanitizedUrl(text: string, settings: Settings): string {
  const url = new URL(text);
  if (!settings.includeUrlPassword) url.password = '';
  const restricted = settings.restrictedUrlParameters.map((name) => name.toLowerCase());
  const all = restricted.includes('*');
  if (all && url.pathname !== '/') url.pathname = url.pathname.replace(/[^/]+/g, redacted);
  let changed = false;
  const query = url.search
    .slice(1)
    .split('&')
    .map((parameter) => {
      const [name = ''] = parameter.split('=', 1);
      if (!parameter.includes('=')) return parameter;
      if (!all && !restricted.includes(name.toLowerCase()) && !looksSecret(name)) return parameter;
      changed = true;
      return `${name}=${redacted}`;
    });
  if (changed) url.search = query.join('&');
  return url.href;
}

/** A URL cleaned where it is one, else the text. */
export function sanitizedIfUrl(text: string, settings: Settings): string {
  try {
    return sanitizedUrl(text, settings);
  } catch {
    return text;
  }
}

/** The message of an error, or a text, with every URL in it cleaned. */
export function sanitizedError(error: unknown, settings: Settings): string {
  const text =
    error instanceof Error ? `${error.name}: ${error.message}` : typeof error === 'string' ? error : String(error);
  return text.replace(/\bhttps?:\/\/[^\s"'<>)\]]+/g, (url) => {
    const clean = sanitizedIfUrl(url, settings);
    return clean === `${url}/` ? url : clean;
  });
}

/** Headers that carry what lets others act. */
const secretHeaders = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-amz-security-token|x-api-key)$/i;

/** Headers without the values of restricted ones, and of those that carry credentials. */
export function sanitizedHeaders(headers: HeaderMap, settings: Settings): Record<string, HeaderMap[string]> {
  const restricted = new Set(settings.restrictedHeaders.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      restricted.has(name.toLowerCase()) || secretHeaders.test(name) ? redacted : value,
    ]),
  );
}
