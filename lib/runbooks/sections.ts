import { type RunbookTarget, TARGET_LABELS } from './runbook-names';

const LABELS: ReadonlySet<string> = new Set(Object.values(TARGET_LABELS));

/**
 * A page without what is for other targets. A heading `### Lambda, Servers` begins what is for these, up to the next heading; a list
 * item `- **ECS**: …` is for that one, with its indented lines. The labels themselves go, since nothing is left to tell apart.
 */
export function sectionsFor(markdown: string, target: RunbookTarget): string {
  const own = TARGET_LABELS[target];
  const kept: string[] = [];
  let section = true;
  let item = true;
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (/^\s*```/.test(line)) fenced = !fenced;
    else if (!fenced && /^#{1,3} /.test(line)) {
      const labels = labelsIn(line.replace(/^#+ /, ''));
      section = labels?.includes(own) ?? true;
      item = true;
      if (labels !== undefined) continue;
    } else if (!fenced && !/^\s+\S/.test(line)) {
      const [, named = '', text = ''] = /^- \*\*([^*]+)\*\*: (.*)$/.exec(line) ?? [];
      const labels = labelsIn(named);
      item = labels?.includes(own) ?? true;
      if (labels !== undefined) {
        if (section && item) kept.push(`- ${text.charAt(0).toUpperCase()}${text.slice(1)}`);
        continue;
      }
    }
    if (section && item) kept.push(line);
  }
  return kept.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** `Lambda, Servers` → both; nothing where it is any other text. */
function labelsIn(text: string): readonly string[] | undefined {
  const labels = text.split(', ');
  return labels.every((label) => LABELS.has(label)) ? labels : undefined;
}
