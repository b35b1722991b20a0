import type { TemporaryPath } from './temporary-files';

/** The commands that name files to the browser, and how each names them. */
const commands: Readonly<Record<string, (parameters: Record<string, unknown>, own: TemporaryPath) => object>> = {
  'Browser.setDownloadBehavior': downloads,
  'Page.setDownloadBehavior': downloads,
  'DOM.setFileInputFiles': ({ files }, own) => ({
    files: Array.isArray(files) ? files.map((file) => own(String(file))) : files,
  }),
  'Page.navigate': ({ url }, own) => ({
    url: String(url).startsWith('file:///tmp/') ? `file://${own(String(url).slice('file://'.length))}` : url,
  }),
};

const mayNameFiles = new RegExp(`"method":"(?:${Object.keys(commands).join('|')})"`);

/** A command to the browser, with the script's own `/tmp` in it: what it downloads and uploads lies there. */
export function withOwnFiles(message: string, own: TemporaryPath): string {
  if (!message.includes('/tmp') || !mayNameFiles.test(message)) return message;
  const command = JSON.parse(message) as { method: string; params: Record<string, unknown> };
  const changed = commands[command.method]?.(command.params, own);
  return JSON.stringify({ ...command, params: { ...command.params, ...changed } });
}

function downloads({ downloadPath }: Record<string, unknown>, own: TemporaryPath): object {
  return typeof downloadPath === 'string' ? { downloadPath: own(downloadPath) } : {};
}
