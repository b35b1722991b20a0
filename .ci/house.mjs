// Which room of lib may use which. `npm run lint` runs it; a broken arrow is named with its file and line.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const anything = Symbol('every room');
const constructs = [
  'engine',
  'canary-runtime',
  'diagnostic',
  'deployment',
  'alarms',
  'synthetics',
  'dashboards',
  'runbooks',
];

/** Room → the rooms it may import besides itself. */
const mayUse = {
  engine: [],
  'canary-runtime': [],
  diagnostic: [],
  document: ['diagnostic'],
  assembly: ['engine', 'document', 'diagnostic'],
  endpoint: ['engine', 'diagnostic'],
  analysis: ['engine', 'diagnostic'],
  checks: ['engine', 'assembly', 'diagnostic'],
  'alarm-tests': ['engine', 'assembly', 'document', 'diagnostic'],
  jest: ['engine', 'assembly', 'alarm-tests', 'diagnostic'],
  rehearsal: ['engine', 'endpoint', 'canary-runtime', 'assembly', 'document', 'diagnostic'],
  runbooks: ['engine'],
  synthetics: ['engine', 'canary-runtime', 'runbooks'],
  alarms: ['engine', 'runbooks', 'synthetics'],
  dashboards: constructs,
  deployment: constructs,
  pipeline: constructs,
  stacks: [...constructs, 'pipeline'],
  index: [...constructs, 'pipeline', 'stacks'],
  cli: anything,
};

/** What engine and the code that runs inside AWS may never touch. */
const forbidden = [
  { files: /^lib\/engine\//, pattern: /from '(node:|aws-cdk-lib|constructs)/, why: 'engine has no I/O and no CDK' },
  {
    files: /^lib\/engine\//,
    pattern: /\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/,
    why: 'engine is handed its time and its randomness',
  },
  {
    files: /\.handler\.ts$/,
    pattern: /from '(aws-cdk-lib|constructs|\.\.\/(?!\.\.\/deployment\/hooks\/))/,
    why: "code that runs inside AWS imports neither CDK nor another room, save the guard's hooks",
  },
];

const roomOf = (path) => path.split('/')[1].replace(/\.ts$/, '');
const findings = [];
const imported = /(?:from|import|import\(|require\()\s*'([^']+)'/;

const files = readdirSync('lib', { recursive: true }).map((path) => `lib/${path}`);
for (const file of files.filter((path) => path.endsWith('.ts')).sort()) {
  const room = roomOf(file);
  const allowed = mayUse[room];
  if (allowed === undefined)
    findings.push(`${file}: the room lib/${room} is not in the plan of the house (.ci/house.mjs)`);
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const place = `${file}:${index + 1}`;
      for (const { files, pattern, why } of forbidden) {
        if (files.test(file) && pattern.test(line)) findings.push(`${place}: ${why}: ${line.trim()}`);
      }
      const specifier = imported.exec(line)?.[1];
      if (specifier === undefined || !specifier.startsWith('.')) return;
      const target = relative('.', normalize(join(dirname(file), specifier)));
      if (!target.startsWith('lib/') || allowed === anything) return;
      const other = roomOf(target);
      if (other !== room && !(allowed ?? []).includes(other))
        findings.push(`${place}: lib/${room} may not use lib/${other}`);
    });
}

if (findings.length > 0) {
  console.error(findings.join('\n'));
  process.exitCode = 1;
} else console.log('The arrows between the rooms of lib hold.');
