import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { givenDirectory } from '../../canary-runtime/given';
import { aviary } from './command-line';

test('a new canary passes at once, from wherever in the project one stands', async () => {
  const project = givenDirectory({ 'package.json': '{"name":"shop"}', 'lib/deep/x.ts': '' });
  const { code, out } = await aviary(join(project, 'lib', 'deep'), 'canary', 'new', 'home-page');
  expect(code).toBe(0);
  expect(out).toContain(join('..', '..', 'canaries', 'home-page.ts'));
  const run = await aviary(project, 'canary', 'run', 'canaries/home-page.ts', '--json');
  expect(JSON.parse(run.out)).toMatchObject({
    command: 'canary run',
    ok: true,
    canaries: [{ name: 'home-page', status: 'PASSED', steps: [{ name: 'open' }, { name: 'read' }], warnings: [] }],
  });
});

test('it type-checks in a strict project that has the types', async () => {
  const project = givenDirectory({ 'package.json': '{"name":"shop"}' });
  await aviary(project, 'canary', 'new', 'home-page');
  const script = readFileSync(join(project, 'canaries', 'home-page.ts'), 'utf8');
  expect(script).toContain('/// <reference types="aviary/synthetics" />');
  // What the published package's exports lead to.
  mkdirSync(join(project, 'node_modules', 'aviary', 'synthetics'), { recursive: true });
  symlinkSync(
    resolve('lib/canary-runtime/synthetics.d.ts'),
    join(project, 'node_modules', 'aviary', 'synthetics', 'index.d.ts'),
  );
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022'],
        esModuleInterop: true,
        skipLibCheck: true,
        types: ['node'],
        typeRoots: [resolve('node_modules/@types')],
      },
      include: ['canaries'],
    }),
  );
  await expect(promisify(execFile)(resolve('node_modules/.bin/tsc'), ['-p', project])).resolves.toMatchObject({
    stdout: '',
  });
});

test.each([
  ['Home Page', '"Home Page" is no name of a canary', '"home-page"'],
  ['../escape', 'no name of a canary', '"escape"'],
  ['checkoutApi.ts', 'no name of a canary', '"checkout-api"'],
])('a name like %s is refused, with one that would do', async (name, message, suggestion) => {
  const { code, err } = await aviary(givenDirectory(), 'canary', 'new', name);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).toContain(suggestion);
});

test('a script that is there stays as it is', async () => {
  const project = givenDirectory({ 'package.json': '{}', 'canaries/home.ts': 'mine' });
  const { code, err } = await aviary(project, 'canary', 'new', 'home');
  expect(code).toBe(2);
  expect(err).toContain('canaries/home.ts is there already');
  expect(readFileSync(join(project, 'canaries', 'home.ts'), 'utf8')).toBe('mine');
});
