import Database from 'better-sqlite3';
import { entry, entryIdOf } from '@xf/competitions';
import { Outage, type Engine } from '@xf/es';
import { importThrough } from '../../apps/ops/src/import/verb';
import type { Output } from '../../apps/ops/src/print';
import { inFolder, must, openCompetition, ops, workFolder } from './support';

const pieces = 2_000;
const many = 2 * pieces + 500;
const numbers = Array.from({ length: many }, (_, n) => String(n + 1));
const entriesFile = ['参赛编号,姓名,单位', ...numbers.map((n) => `${n},选手${n},第${n}厂`)].join('\n');
const marksFile = ['参赛编号,项目,裁判,分数', ...numbers.map((n) => `${n},theory,J1,${Number(n) % 100}`)].join('\n');

describe('ops import of more than one piece', () => {
  const work = workFolder();
  afterAll(() => work.remove());
  const folder = async (name: string) => {
    const data = work.path(name);
    await openCompetition(data);
    return data;
  };
  const files = { entries: work.write('entries.csv', entriesFile), marks: work.write('marks.csv', marksFile) };
  const importing = (data: string, ...more: string[]) =>
    ['import', 'entries', files.entries, '--competition', 'c2026', '--contest', 'welding', '--data', data].concat(more);
  const bring = (data: string, ...more: string[]) => ops(importing(data, '--marks', files.marks, '--json', ...more));
  const answerOf = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;
  const typesIn = (data: string) =>
    inFolder(data, async ({ store }) => {
      const counts: Record<string, number> = {};
      for (const { type } of await store.readAll(0, 100_000)) counts[type] = (counts[type] ?? 0) + 1;
      return counts;
    });
  const whole = {
    CompetitionPlanned: 1,
    CompetitionOpened: 1,
    EntrySubmitted: many,
    SeatTaken: many,
    ScoreRecorded: many,
  };

  it('domain-rules 132: takes entries and their marks in one call, once', async () => {
    const data = await folder('whole');
    expect(answerOf(await bring(data, '--dry-run'))).toMatchObject({ ok: true, added: 3 * many, dryRun: true });
    expect(await typesIn(data)).toEqual({ CompetitionPlanned: 1, CompetitionOpened: 1 });
    expect(answerOf(await bring(data))).toEqual({
      ok: true,
      file: files.entries,
      rows: 2 * many,
      commands: 2 * many,
      added: 3 * many,
      position: 3 * many + 2,
      repeated: false,
      dryRun: false,
      files: [
        { file: files.entries, rows: many, commands: many },
        { file: files.marks, rows: many, commands: many },
      ],
    });
    expect(answerOf(await bring(data))).toMatchObject({ ok: true, added: 0, repeated: true });
    expect(await typesIn(data)).toEqual(whole);
  });

  it('tells what is wrong in every file at once, and writes neither an event nor a key', async () => {
    const data = await folder('wrong');
    const bad = work.write('bad.csv', entriesFile.replace('\n3,选手3', '\n3,'));
    const worse = work.write('worse.csv', marksFile.replace('\n4500,theory,J1,0', '\n4500,theory,J1,101'));
    const options = ['--competition', 'c2026', '--contest', 'welding', '--data', data, '--json'];
    const ran = await ops(['import', 'entries', bad, '--marks', worse, ...options]);
    expect(ran.code).toBe(1);
    const { problems } = JSON.parse(ran.out) as { problems: { file: string; code: string; cell: string }[] };
    expect(problems.map(({ file, code, cell }) => [file, code, cell])).toEqual([
      [bad, 'name-missing', 'B4'],
      [worse, 'out-of-range', 'D4501'],
    ]);
    expect(await typesIn(data)).toEqual({ CompetitionPlanned: 1, CompetitionOpened: 1 });
    const keys = new Database(`${data}/keys.sqlite`, { readonly: true });
    expect(keys.prepare('SELECT count(*) FROM subjects').pluck().get()).toBe(0);
    keys.close();
  });

  it('decides marks before there are entries as what they are: marks of nobody', async () => {
    const data = await folder('strangers');
    const marks = work.write('strangers.csv', `${marksFile}\n9999,theory,J1,50`);
    const ran = await ops(importing(data, '--marks', marks, '--json'));
    expect(JSON.parse(ran.out)).toMatchObject({ problems: [{ code: 'entry-unknown', cell: 'A4502' }] });
  });

  /** The engine of a folder whose log takes `appends` calls and then is out of reach. */
  const failingAfter = (engine: Engine, appends: number): Engine => {
    let left = appends;
    const append: Engine['store']['append'] = (calls) =>
      left-- > 0 ? engine.store.append(calls) : Promise.reject(new Outage('磁盘已满。The disk is full.'));
    return { ...engine, store: { ...engine.store, append } };
  };

  /** Imports until the log is out of reach; answers what the user was told. */
  const cutShort = async (data: string, appends: number): Promise<string> => {
    let err = '';
    const output = silent((text) => (err += text));
    const cut = inFolder(data, (engine) =>
      importThrough(output, 'entries', files.entries, {
        ...{ data, competition: 'c2026', contest: 'welding', marks: files.marks, dryRun: false, actor: 'ops:tester' },
        onEngine: (run) => run(failingAfter(engine, appends)),
      }),
    );
    await expect(cut).rejects.toBeInstanceOf(Outage);
    return err;
  };

  it.each([0, 1, 3, 5])('finishes an import cut short after %i pieces, and doubles nothing', async (appends) => {
    const data = await folder(`cut-${appends}`);
    expect(await cutShort(data, appends)).toContain('再次运行同一命令即可续完');
    expect((await typesIn(data))['EntrySubmitted'] ?? 0).toBe(Math.min(appends * pieces, many));
    const again = answerOf(await bring(data));
    expect(again).toMatchObject({ ok: true, repeated: false, ...(appends > 0 ? { resumed: true } : {}) });
    expect(await typesIn(data)).toEqual(whole);
  });

  it('does not decide again what an earlier run wrote, for it may have moved on since', async () => {
    const data = await folder('moved');
    await cutShort(data, 4);
    const on = { competition: 'c2026', entry: entryIdOf('c2026', 'welding', '1') };
    const correction = { ...on, criterion: 'theory', slot: 'J1', value: '99', reason: '录入错误' };
    await inFolder(data, (engine) => must(engine, entry, { type: 'CorrectScore', ...correction }));
    expect(answerOf(await bring(data))).toMatchObject({ ok: true, added: many - pieces, resumed: true });
    expect(await typesIn(data)).toEqual({ ...whole, ScoreCorrected: 1 });
  });

  it('refuses scores beside anything but entries', async () => {
    const ran = await ops(['import', 'marks', files.marks, '--marks', files.marks, '--data', work.path('whole')]);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.err).toContain('只能与 entries 一起使用');
  });

  it('decides marks by what the log holds of an entry and what this import adds to it', async () => {
    const data = await folder('partly');
    const entries = '参赛编号,姓名,状态\n1,甲,\n2,乙,\n';
    const into = ['--competition', 'c2026', '--contest', 'welding', '--data', data, '--json'];
    await ops(['import', 'entries', work.write('first.csv', entries), ...into]);
    const left = work.write('left.csv', entries.replace('1,甲,', '1,甲,退赛'));
    const marks = work.write('few.csv', '参赛编号,theory\n1,50\n2,60\n');
    const refused = await ops(['import', 'entries', left, '--marks', marks, ...into]);
    expect(JSON.parse(refused.out)).toMatchObject({ problems: [{ code: 'entry-not-competing', cell: 'B2' }] });
    const rest = work.write('few.csv', '参赛编号,theory\n2,60\n');
    const done = await ops(['import', 'entries', left, '--marks', rest, ...into]);
    expect(JSON.parse(done.out)).toMatchObject({ ok: true, added: 3, repeated: false });
  });

  it('waits for the pieces that others stand on, for a log may carry out in any order what it is given at once', async () => {
    const data = await folder('backwards');
    const ran = await inFolder(data, (engine) => {
      let waiting: (() => void)[] = [];
      const turned = (): void => {
        const calls = waiting.reverse();
        waiting = [];
        for (const call of calls) call();
      };
      const append: Engine['store']['append'] = async (calls) => {
        if (waiting.length === 0) setImmediate(turned);
        await new Promise<void>((resolve) => waiting.push(resolve));
        return engine.store.append(calls);
      };
      return importThrough(silent(), 'entries', files.entries, {
        ...{ data, competition: 'c2026', contest: 'welding', marks: files.marks, dryRun: false, actor: 'ops:tester' },
        onEngine: (run) => run({ ...engine, store: { ...engine.store, append } }),
      });
    });
    expect(ran).toBe(0);
    expect(await typesIn(data)).toEqual(whole);
  });
});

async function* emptyInput(): AsyncGenerator<string> {}

const silent = (told: (text: string) => unknown = () => 0): Output => ({
  io: { stdout: { write: () => 0 }, stderr: { write: told }, stdin: emptyInput(), env: {} },
  json: false,
});
