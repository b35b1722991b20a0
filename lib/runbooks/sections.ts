import { type RunbookTarget, TARGET_LABELS } from './runbook-names';

const LABELS: ReadonlySet<string> = new Set(Object.values(TARGET_LABELS));

/** A line that begins what is for some targets alone: what it says of them, and what is left of it where it is for them. */
interface Label {
  readonly labels: readonly string[];
  readonly line?: string;
}

/**
 * A page without what is for other targets. Three lines begin such a part: a heading `### Lambda, Servers`, up to the next heading;
 * a list item `- **ECS**: …`, with its indented lines; among commands a comment `# ECS: …`, up to the next comment. The labels go
 * themselves: nothing is left to tell apart.
 */
export function sectionsFor(markdown: string, target: RunbookTarget): string {
  const own = TARGET_LABELS[target];
  const kept: string[] = [];
  let section = true;
  let part = true;
  let fenced = false;
  for (const line of markdown.split('\n')) {
    const isFence = line.startsWith('```');
    if (isFence) fenced = !fenced;
    const begins = fenced ? commandsBegin(line) : (sectionBegins(line) ?? itemBegins(line));
    const isOwn = begins === undefined || begins.labels.length === 0 || begins.labels.includes(own);
    if (!fenced && sectionBegins(line) !== undefined) section = isOwn;
    if (begins !== undefined || isFence || (!fenced && !/^\s+\S/.test(line))) part = isOwn;
    if (!section || !part) continue;
    if (begins === undefined || begins.labels.length === 0) kept.push(line);
    else if (begins.line !== undefined) kept.push(begins.line);
  }
  return kept.join('\n').replace(/\n{3,}/g, '\n\n');
}

function sectionBegins(line: string): Label | undefined {
  const text = /^#{1,3} (.*)$/.exec(line)?.[1];
  return text === undefined ? undefined : { labels: labelsIn(text) };
}

function itemBegins(line: string): Label | undefined {
  const [, mark = '', named = '', text = ''] = /^([-|]) \*\*([^*]+)\*\*: (.*)$/.exec(line) ?? [];
  const labels = labelsIn(named);
  return labels.length === 0 ? undefined : { labels, line: `${mark} ${text.charAt(0).toUpperCase()}${text.slice(1)}` };
}

function commandsBegin(line: string): Label | undefined {
  if (!line.startsWith('# ')) return undefined;
  const [, named = '', text = ''] = /^# ([^:]+): (.*)$/.exec(line) ?? [];
  return { labels: labelsIn(named), line: `# ${text}` };
}

/** `Lambda, Servers` → both; of any other text none. */
function labelsIn(text: string): readonly string[] {
  const labels = text.split(', ');
  return labels.every((label) => LABELS.has(label)) ? labels : [];
}
