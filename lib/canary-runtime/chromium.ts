import { accessSync, constants, createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { builtOnce } from './cache';
import { CanaryRuntimeError } from './errors';

/** A Chromium and what it needs to start without a window. */
export interface Chromium {
  readonly executablePath: string;
  /** Variables that its process needs besides the usual ones. */
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments that every start needs. */
  readonly arguments: readonly string[];
}

const found = new Map<boolean, Promise<Chromium>>();

/**
 * The Chromium that canaries run in: `AVIARY_CHROMIUM` where it is set, else the one that ships inside
 * `@sparticuz/chromium` (Linux on x64; unpacked once into the cache), else an installed Chrome.
 *
 * @param options `headed`: one that can show a window, which the packed one cannot
 * @throws CanaryRuntimeError where there is none
 */
export function findChromium(options: { readonly headed?: boolean } = {}): Promise<Chromium> {
  const named = process.env.AVIARY_CHROMIUM;
  if (named !== undefined && named !== '') return Promise.resolve().then(() => namedChromium(named));
  const headed = options.headed === true;
  const known = found.get(headed);
  if (known !== undefined) return known;
  const search = !headed && packed() ? unpackedChromium() : installedChrome(headed);
  search.catch(() => found.delete(headed));
  found.set(headed, search);
  return search;
}

function namedChromium(executablePath: string): Chromium {
  if (!executable(executablePath)) {
    throw new CanaryRuntimeError(
      `AVIARY_CHROMIUM names ${executablePath}, which is not a program that can be run.`,
      'Let it name the executable of a Chromium or Chrome, or unset it.',
    );
  }
  return { executablePath, environment: {}, arguments: starts };
}

/** Canaries often run as root in a container, where Chromium's sandbox refuses to start; and Aviary phones nobody. */
const starts: readonly string[] = ['--no-sandbox', '--disable-background-networking'];

const packed = () => process.platform === 'linux' && process.arch === 'x64';

async function unpackedChromium(): Promise<Chromium> {
  // The package's own entry unpacks into /tmp without a lock and changes the environment on import: only its files are used.
  const root = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const directory = await builtOnce(`chromium-${version}-${process.platform}-${process.arch}`, async (unfinished) => {
    const bin = join(root, 'bin');
    await Promise.all([
      pipeline(
        createReadStream(join(bin, 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(join(unfinished, 'chromium'), { mode: 0o755 }),
      ),
      untar(join(bin, 'swiftshader.tar.br'), unfinished),
      untar(join(bin, 'al2023.tar.br'), unfinished),
      untar(join(bin, 'fonts.tar.br'), join(unfinished, 'fonts')),
    ]);
  });
  const environment: Record<string, string> = {};
  if (!libraries.every(onThisSystem)) environment.LD_LIBRARY_PATH = join(directory, 'lib');
  if (!existsSync('/etc/fonts/fonts.conf')) environment.FONTCONFIG_FILE = await fontConfiguration(directory);
  return { executablePath: join(directory, 'chromium'), environment, arguments: starts };
}

async function untar(archive: string, directory: string): Promise<void> {
  const { extract } = await import('tar');
  await mkdir(directory, { recursive: true });
  await pipeline(createReadStream(archive), createBrotliDecompress(), extract({ cwd: directory }));
}

/** What the packed Chromium links against and a bare system may lack; al2023.tar.br has them. */
const libraries = ['libnss3.so', 'libnssutil3.so', 'libnspr4.so', 'libplc4.so', 'libplds4.so', 'libexpat.so.1'];
const libraryDirectories = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/usr/lib'];

function onThisSystem(library: string): boolean {
  return libraryDirectories.some((directory) => existsSync(join(directory, library)));
}

/** The package's own fonts.conf names directories of Lambda. */
async function fontConfiguration(directory: string): Promise<string> {
  const file = join(directory, 'fonts', 'here.conf');
  if (!existsSync(file)) {
    await writeFile(
      file,
      `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n  <dir>${join(directory, 'fonts')}</dir>\n  <dir>/usr/share/fonts</dir>\n  <cachedir>${join(directory, 'fonts-cache')}</cachedir>\n</fontconfig>\n`,
    );
  }
  return file;
}

const installations: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ],
  linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/usr/lib/chromium/chromium', '/usr/bin/chromium'],
};

async function installedChrome(headed: boolean): Promise<Chromium> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (headed && process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined) {
    throw new CanaryRuntimeError(
      'There is no screen to show a browser on: neither DISPLAY nor WAYLAND_DISPLAY is set.',
      'Run it in a desktop session, or without --headed.',
    );
  }
  const executablePath = installations[process.platform]?.find(executable);
  if (executablePath === undefined) {
    throw new CanaryRuntimeError(
      packed()
        ? 'The Chromium that comes with Aviary has no window, and no Chrome is installed.'
        : `Aviary brings a Chromium for Linux on x64 alone, and no Chrome is installed on this ${process.platform} ${process.arch}.`,
      'Install Chrome, or let AVIARY_CHROMIUM name the executable of a Chromium.',
    );
  }
  return { executablePath, environment: {}, arguments: starts };
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
