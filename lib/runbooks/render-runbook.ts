/** What stands for `<function>` and the like in the pages: names, as they are or as tokens. */
export type RunbookNames = Readonly<Record<string, string>>;

/**
 * A page with the names of one guard, so that its commands can be copied and run. A placeholder without a name, such as one for
 * what the reader finds by the command before, stays.
 */
export function renderRunbook(markdown: string, names: RunbookNames): string {
  return markdown.replace(/<([a-z-]+)>/g, (placeholder, name: string) => names[name] ?? placeholder);
}
