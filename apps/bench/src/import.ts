import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { competition } from '@xf/competitions';
import { execute } from '@xf/es';
import { engineOf } from '@xf/runtime';
import { inTurns, timed, type Bench, type Figure } from './measure';
import { ids, noise } from './season';

const memoryLimit = 1024;
const opsMain = resolve(__dirname, '../../ops/src/main.js');
const rules = resolve(__dirname, '../../../../examples/rule-documents/theory-practice-30-70.json');

/** Runs the operator's program and says at its end how much memory it took at most, in KiB. */
const measuring = `
  const { main } = require(process.argv[1]);
  const { stdout, stderr, stdin } = process;
  main(process.argv.slice(2), { stdout, stderr, stdin, env: {} }).then((code) => {
    process.exitCode = code;
    stderr.write('\\n' + process.resourceUsage().maxRSS);
  });
`;

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗';
const givenNames = '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰';
const trades = ['机械', '电力', '纺织', '冶金', '化工', '交通', '建设', '邮政'];

const pick = (from: string | readonly string[], n: number): string => from[Math.floor(noise(n) * from.length)] ?? '';

/** An ID number with a right check character; its bearer was born on a day of the eighties. */
function idNumberOf(n: number): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const day = `${1980 + (n % 10)}0${1 + (n % 9)}${10 + (n % 18)}`;
  const digits = `${430_100 + (Math.floor(n / 1_000) % 900)}${day}${String(n % 1_000).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return digits + ('10X98765432'[sum % 11] ?? '');
}

function writeFiles(folder: string, rows: number): { readonly entries: string; readonly marks: string } {
  const entries = ['参赛编号,组别,姓名,单位,身份证号'];
  const marks = ['参赛编号,项目,裁判,分数'];
  for (let n = 0; n < rows; n++) {
    const number = `G${String(n + 1).padStart(6, '0')}`;
    const name = pick(surnames, n) + pick(givenNames, n * 3) + pick(givenNames, n * 7);
    const unit = `长沙市${pick(trades, n)}第${n % 3_000}厂`;
    entries.push(`${number},${n % 2 === 0 ? 'town' : 'country'},${name},${unit},${idNumberOf(n)}`);
    marks.push(`${number},theory,J1,${(40 + noise(n) * 60).toFixed(2)}`);
  }
  const files = { entries: join(folder, 'entries.csv'), marks: join(folder, 'marks.csv') };
  writeFileSync(files.entries, entries.join('\r\n'));
  writeFileSync(files.marks, marks.join('\r\n'));
  return files;
}

/** An open competition for persons in two groups, in a data folder of its own. */
async function openFolder(data: string): Promise<void> {
  const store = openSqliteEventStore({ folder: data, clock: systemClock });
  const vault = openSqliteVault({ folder: data });
  const engine = engineOf({ store, vault, clock: systemClock });
  const groups = ['town', 'country'].map((group) => ({ group, name: group }));
  const { competition: id, contest } = ids;
  const contests = [{ contest, name: '车工', receiver: 'person' as const, groups }];
  const plan = {
    competition: id,
    organization: 'city',
    name: '基准测试',
    level: 'city' as const,
    rounds: [],
    contests,
  };
  const opening = {
    competition: id,
    rules: [{ contest, document: JSON.parse(readFileSync(rules, 'utf8')) as unknown }],
  };
  await execute(engine, competition, { type: 'PlanCompetition', ...plan }, { actor: 'bench', command: 'plan' });
  const opened = { type: 'OpenCompetition' as const, ...opening };
  const outcome = await execute(engine, competition, opened, { actor: 'bench', command: 'open' });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  await store.close();
  await vault.close();
}

/** One call of the operator's program, start and end included; answers its peak memory in MiB. */
function importWith(data: string, files: ReturnType<typeof writeFiles>): number {
  const verb = ['import', 'entries', files.entries, '--marks', files.marks, '--json'];
  const target = ['--competition', ids.competition, '--data', data];
  // Without the room this process gives its young generation: the operator's program has none either.
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--max-semi-space-size'));
  const argv = [...flags, '-e', measuring, opsMain, ...verb, ...target];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the import ended with ${status}: ${stdout}${stderr}`);
  return Number(stderr.split('\n').at(-1)) / 1024;
}

/** The ceiling: as many rows of as many bytes in the same columns, in one transaction, into a table without any index. */
function rawInsert(data: string, file: string, rows: number): void {
  const log = new Database(join(data, 'log.sqlite'), { readonly: true });
  const columns = log.pragma('table_info(events)') as { readonly name: string; readonly type: string }[];
  const sample = log.prepare('SELECT * FROM events WHERE type = ? ORDER BY pos DESC LIMIT 1').raw();
  const samples = ['EntrySubmitted', 'ScoreRecorded'].map((type) => (sample.get(type) as unknown[]).slice(1));
  log.close();
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const others = columns.slice(1).map(({ name, type }) => `${name} ${type}`);
  db.exec(`CREATE TABLE events (pos INTEGER PRIMARY KEY, ${others.join(', ')})`);
  const insert = db.prepare(`INSERT INTO events VALUES (NULL${', ?'.repeat(others.length)})`);
  db.exec('BEGIN');
  for (const row of samples) for (let n = 0; n < rows; n++) insert.run(...row);
  db.exec('COMMIT');
  db.close();
}

export const importing: Bench = {
  name: 'import',
  async run({ quick, folder, say }) {
    const home = mkdtempSync(join(folder, 'import-'));
    const rows = quick ? 5_000 : 500_000;
    const files = writeFiles(home, rows);
    say(`import: ${rows} entries and ${rows} marks by one call of the operator's program`);
    let [round, memory] = [0, 0];
    const data = (): string => join(home, `data-${round}`);
    // A few rows first: the ceiling takes its own from them.
    await openFolder(data());
    importWith(data(), writeFiles(mkdtempSync(join(home, 'few-')), 100));
    const rate = (ms: number): number => (2 * rows * 1000) / ms;
    const rates = await inTurns(
      quick ? 1 : 2,
      async () => {
        round += 1;
        await openFolder(data());
        const { ms, result } = await timed(() => importWith(data(), files));
        memory = Math.max(memory, result);
        return rate(ms);
      },
      async () =>
        rate((await timed(() => rawInsert(join(home, 'data-0'), join(home, `raw-${round}.sqlite`), rows))).ms),
    );
    rmSync(home, { recursive: true });
    const what = `import of ${(2 * rows).toLocaleString('en')} rows`;
    const speed: Figure = {
      ...{ what, against: 'raw better-sqlite3 bulk insert of as many bytes', unit: 'rows/s', bar: 0.25 },
      ...{ ours: rates.ours, theirs: rates.theirs, ratio: rates.ours / rates.theirs },
    };
    const space: Figure = {
      ...{ what: `${what}, peak memory`, against: 'limit', unit: 'MiB', bar: 1 },
      ...{ ours: memory, theirs: memoryLimit, ratio: memoryLimit / memory },
    };
    return [speed, space];
  },
};
