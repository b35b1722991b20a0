import type pc from 'picocolors';
import type { Rehearsal } from './rehearsal';

type Colors = ReturnType<typeof pc.createColors>;

const heads = ['', 'scenario', 'outcome', 'stopped by', 'trigger', 'met candidate', 'failed', 'real'] as const;

/** All rehearsals in one table, and what did not hold below it. */
export function rehearsalTable(rehearsals: readonly Rehearsal[], colors: Colors): string {
  const rows = rehearsals.map((one) => [
    one.ok ? '✔' : '✖',
    one.name,
    one.outcome,
    one.stoppedBy === 'none' ? '' : one.stoppedBy,
    one.trigger.map(({ alarm }) => alarm).join(' '),
    one.requests.candidate.toLocaleString('en'),
    one.requests.candidateFailed.toLocaleString('en'),
    `${one.durations.real.toFixed(1)} s`,
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column >= 5 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const broken = rehearsals.flatMap(({ name, expectations, reason }) => {
    const wrong = expectations
      .filter(({ ok }) => !ok)
      .map(({ key, want, got }) => `  ${key}: expected ${want}, it was ${got}`);
    return wrong.length === 0 ? [] : ['', colors.bold(name), ...wrong, `  ${colors.dim(reason)}`];
  });
  return [
    colors.bold(line(heads)),
    ...rows.map((row, index) => (rehearsals[index]?.ok === true ? line(row) : colors.red(line(row)))),
    ...broken,
  ].join('\n');
}
