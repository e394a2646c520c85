import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { append } from './append';
import { boards } from './boards';
import { layouts } from './shapes';
import { engine } from './engine';
import { esdb } from './esdb';
import { http } from './http';
import { importing } from './import';
import { jobs } from './jobs';
import { limitRounds, type Bench, type Figure } from './measure';
import { peers } from './peers';
import { drawProfiles } from './profile';
import { province } from './province';
import { redis } from './redis';

const benches: readonly Bench[] = [append, boards, layouts, engine, importing, http, esdb, redis, jobs, peers];
/** Takes many minutes, so it runs when it is named. */
const long: readonly Bench[] = [province];
const report = resolve(__dirname, '../../../../docs/benchmarks.md');
const startMark = '<!-- figures:start -->';
const endMark = '<!-- figures:end -->';

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 });

function table(figures: readonly Figure[]): string {
  const head = '| what | ours | against | theirs | unit | ratio | bar | |\n|---|--:|---|--:|---|--:|--:|---|';
  const rows = figures.map(
    ({ what, ours, against, theirs, unit, ratio, bar }) =>
      `| ${what} | ${number(ours)} | ${against} | ${number(theirs)} | ${unit} | ${ratio.toFixed(2)} | ${bar.toFixed(2)} | ${ratio >= bar ? 'meets' : 'below'} |`,
  );
  return [head, ...rows].join('\n');
}

function machine(): string {
  const [cpu] = cpus();
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

type Measured = { readonly name: string; readonly figures: readonly Figure[] };

const section = ({ name, figures }: Measured): string => `### ${name}\n\n${machine()}\n\n${table(figures)}\n`;

/** Puts in the figures of the benches that ran; those of the others stay, with the day and the machine they are of. */
function writeReport(measured: readonly Measured[]): void {
  const text = readFileSync(report, 'utf8');
  const [before, figures] = text.split(startMark);
  const [kept, after] = figures?.split(endMark) ?? [];
  if (before === undefined || kept === undefined || after === undefined) {
    throw new Error(`${report}: the marks for the figures are gone`);
  }
  const sections = kept.split(/^(?=### )/m).map((one) => one.trim());
  const sectionOf = ({ name }: Bench): string | undefined => {
    const ran = measured.find((one) => one.name === name);
    return ran === undefined ? sections.find((one) => one.startsWith(`### ${name}\n`)) : section(ran).trim();
  };
  const now = [...benches, ...long].map(sectionOf).filter((one) => one !== undefined);
  writeFileSync(report, `${before}${startMark}\n\n${now.join('\n\n')}\n\n${endMark}${after}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      folder: { type: 'string', default: 'data' },
      profile: { type: 'string' },
    },
  });
  if (values.quick && values.write) throw new Error('--write: the figures of a --quick run are not kept');
  if (values.quick) limitRounds(3);
  mkdirSync(values.folder, { recursive: true });
  const folder = mkdtempSync(join(values.folder, 'bench-'));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const measured: Measured[] = [];
  try {
    if (values.profile !== undefined) {
      await drawProfiles(folder, values.profile, say);
      return;
    }
    const wanted = values.only?.split(',');
    for (const bench of [...benches, ...long]) {
      if (wanted === undefined ? long.includes(bench) : !wanted.includes(bench.name)) continue;
      try {
        measured.push({ name: bench.name, figures: await bench.run({ quick: values.quick, folder, say }) });
      } catch (error) {
        // The others' figures are not lost with it; the run fails all the same.
        process.exitCode = 1;
        say(`${bench.name}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const figures = measured.flatMap((one) => one.figures);
  const broken = figures.find(({ ours, theirs }) => !(ours > 0 && theirs > 0 && Number.isFinite(ours / theirs)));
  if (broken !== undefined) throw new Error(`no figure came of it: ${JSON.stringify(broken)}`);
  process.stdout.write(`${values.json ? JSON.stringify(figures, null, 2) : `${machine()}\n\n${table(figures)}`}\n`);
  if (values.write) writeReport(measured);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
