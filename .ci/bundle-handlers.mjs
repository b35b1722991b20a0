// What runs inside AWS is published as one file each, made of the TypeScript: of the CommonJS builds of zod and Smithy nothing can be
// left out, and each function of a guard would be twenty times as large.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Rooms, with what the runtime of their handlers brings itself. */
const rooms = [
  { room: 'lib/deployment', target: 'node24', external: ['@aws-sdk/*', '@smithy/*'] },
  { room: 'lib/pipeline', target: 'node24', external: ['@aws-sdk/*', '@smithy/*'] },
  {
    room: 'lib/synthetics',
    target: 'node22',
    external: ['@aws/synthetics-*', 'Synthetics*', '@aws-sdk/*', 'puppeteer-core'],
  },
];

for (const { room, target, external } of rooms) {
  const handlers = readdirSync(room, { recursive: true }).filter((file) => file.endsWith('.handler.ts'));
  for (const handler of handlers) {
    buildSync({
      entryPoints: [join(room, handler)],
      outfile: join('dist', room, handler.replace(/ts$/, 'js')),
      allowOverwrite: true,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      target,
      external,
      logLevel: 'warning',
    });
  }
}
