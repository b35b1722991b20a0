import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What Lambda's Node.js runtimes bring along (`@aws-sdk`, `@smithy`), which CDK therefore leaves out of its bundles, and
 * what teams add as AWS' own layer (Powertools).
 */
const scopes = ['@aws-sdk', '@smithy', '@aws-crypto', '@aws', '@aws-lambda-powertools'];

/**
 * Lays out a `node_modules` of links in `directory`, so that code below it finds these packages by `require` and by
 * `import` alike.
 *
 * @param projects where packages are looked for, upward from each; the first that has a package supplies it
 * @returns the `node_modules` directories that the packages lie in
 */
export function supplyModules(directory: string, projects: readonly string[]): string[] {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const sources = [...new Set(projects.flatMap(modulesAbove))];
  for (const source of sources) {
    for (const scope of scopes) {
      const packages = join(source, scope);
      if (!existsSync(packages)) continue;
      mkdirSync(join(modules, scope), { recursive: true });
      for (const name of readdirSync(packages)) {
        const link = join(modules, scope, name);
        if (!existsSync(link)) symlinkSync(join(packages, name), link, 'junction');
      }
    }
  }
  return [...new Set(sources.flatMap((source) => [source, realpathSync(source)]))];
}

/** Every `node_modules` directory from `directory` upward, the nearest first. */
function modulesAbove(directory: string): string[] {
  const found: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) found.push(modules);
    if (dirname(at) === at) return found;
  }
}
