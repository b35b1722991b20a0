/** A line of a log for people: a stack that lies in JSON is put below it, a frame a line. */
export function readable(message: string): string {
  const text = message.trim();
  const brace = text.indexOf('{');
  const data = brace < 0 ? undefined : parsed(text.slice(brace));
  const stack = stackIn(data);
  if (stack === undefined) return text;
  const before = text.slice(0, brace).trim();
  const { timestamp, level } = data ?? {};
  const head = before === '' ? [timestamp, level].filter((part) => typeof part === 'string').join(' ') : before;
  return [...(head === '' ? [] : [head.replaceAll('\t', ' ')]), ...stack].join('\n');
}

/** Lambda's own form (`stack`), that of its JSON logs (`message.stackTrace`), and Powertools' (`error.stack`). */
function stackIn(data: Readonly<Record<string, unknown>> | undefined): readonly string[] | undefined {
  for (const place of [data, asObject(data?.message), asObject(data?.error)]) {
    if (place === undefined) continue;
    const { stack, stackTrace, errorType, errorMessage } = place;
    const frames = stack ?? stackTrace;
    if (typeof frames === 'string') return frames.split('\n');
    if (!Array.isArray(frames) || frames.length === 0) continue;
    const lines = frames.map(String);
    const title = `${String(errorType)}: ${String(errorMessage)}`;
    return errorMessage === undefined || lines[0]?.includes(String(errorMessage)) ? lines : [title, ...lines];
  }
  return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
