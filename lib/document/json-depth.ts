import { endOfString } from './json-string';
import { deepest } from './nesting';

/** The offset of the first bracket in a JSON text that is nested too deep. Behind the first error of a text it may err. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) offset = endOfString(text, offset);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest) return offset;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return undefined;
}
