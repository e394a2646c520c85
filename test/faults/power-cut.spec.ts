import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { account, organization } from '@xf/access';
import { fixedClock, openSqliteEventStore, openSqliteVault, openSqliteViews } from '@xf/adapters';
import { competition, entry, entryIdOf } from '@xf/competitions';
import {
  compareRebuild,
  execute,
  fill,
  type Decider,
  type Engine,
  type EventShape,
  type EventStore,
  type Rejection,
  type Vault,
  type Views,
} from '@xf/es';
import { engineOf, everyCodec, everyProjection } from '@xf/runtime';
import Database from 'better-sqlite3';
import { example, ops, workFolder } from '../ops/support';

const work = workFolder();
afterAll(() => {
  work.remove();
});

const clock = fixedClock(Date.parse('2026-05-01T09:00:00+08:00'));
const competitors = 10;

type Step = { readonly id: string; readonly run: (engine: Engine) => Promise<Acknowledged> };
type Acknowledged = { readonly command: string; readonly stream: string; readonly position: number };

function step<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  id: string,
  decider: Decider<S, C, E, R, G>,
  command: C,
): Step {
  return {
    id,
    run: async (engine) => {
      const outcome = await execute(engine, decider, command, { actor: 'tester', command: id });
      if (outcome.kind !== 'done') throw new Error(`${id}: ${JSON.stringify(outcome)}`);
      return { command: id, stream: outcome.stream, position: outcome.position };
    },
  };
}

const on = (n: number) => ({ competition: 'cut', entry: entryIdOf('cut', 'k', String(n)) });
const mark = (n: number, criterion: string): Step =>
  step(`mark-${criterion}-${n}`, entry, { type: 'RecordScore', ...on(n), criterion, slot: '1', value: String(60 + n) });
const submit = (n: number): Step => {
  const who = { contest: 'k', number: String(n), kind: 'person' as const, subject: `p${n}`, name: `姓名${n}` };
  return step(`submit-${n}`, entry, { type: 'SubmitEntry', ...on(n), ...who });
};

const contests = [{ contest: 'k', name: '赛项', receiver: 'person' as const, groups: [] }];
const opening = [{ contest: 'k', document: example('theory-practice-30-70') }];
const plan = {
  competition: 'cut',
  organization: 'd1',
  name: '断电测试',
  level: 'district' as const,
  contests,
  rounds: [],
};

/** Groups of commands sent at once, so that some commits answer several: forty-three commands in all. */
const script: readonly (readonly Step[])[] = [
  [step('org', organization, { type: 'RegisterOrganization', organization: 'd1', name: '一区', level: 'district' })],
  [step('user', account, { type: 'CreateAccount', account: 'ann', displayName: '安先生', passwordHash: 'hash' })],
  [step('plan', competition, { type: 'PlanCompetition', ...plan })],
  [step('open', competition, { type: 'OpenCompetition', competition: 'cut', rules: opening })],
  ...Array.from({ length: competitors }, (_, n) => [submit(n)]),
  ...Array.from({ length: competitors }, (_, n) => [mark(n, 'theory')]),
  [10, 11, 12, 13].map(submit),
  ...[0, 5].map((from) => [0, 1, 2, 3, 4].map((n) => mark(from + n, 'practice'))),
  [10, 11, 12, 13].map((n) => mark(n, 'theory')),
  [step('freeze', competition, { type: 'FreezeScores', competition: 'cut', contest: 'k' })],
];

/** What of a data folder a power cut leaves: the lock and SQLite's shared memory are made anew. */
const fileNames = ['log', 'keys', 'views'].flatMap((name) => [`${name}.sqlite`, `${name}.sqlite-wal`]);
type Files = ReadonlyMap<string, Buffer>;

const filesIn = (folder: string): Files =>
  new Map(
    fileNames.flatMap((name) => (existsSync(join(folder, name)) ? [[name, readFileSync(join(folder, name))]] : [])),
  );

const sector = 512;

/** The states a write from `old` to `now` may leave behind: cut off at some places, or with only some sectors written. */
function tornBetween(old: Buffer, now: Buffer, chance: () => number): readonly Buffer[] {
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  const overOld = (upTo: number): Buffer =>
    Buffer.concat([now.subarray(0, upTo), upTo < old.length ? old.subarray(upTo) : Buffer.alloc(0)]);
  const span = now.length - from;
  const anywhere = from + Math.floor((chance() * span) / sector) * sector;
  const cuts = [from + 1, anywhere, Math.max(from, now.length - sector), now.length - 1].map(overOld);
  const scattered = Buffer.from(now);
  for (let at = from - (from % sector); at < now.length; at += sector) {
    if (chance() < 0.5) continue;
    scattered.fill(0, at, Math.min(at + sector, now.length));
    if (at < old.length) old.copy(scattered, at, at, Math.min(at + sector, old.length));
  }
  return [...cuts, scattered];
}

/** Numbers that look random and are the same in every run. */
function sequence(): () => number {
  let state = 12_345;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

type Opened = { readonly engine: Engine; readonly views: Views; readonly close: () => Promise<void> };

function open(folder: string, wrap = { store: (one: EventStore) => one, vault: (one: Vault) => one }): Opened {
  const store = openSqliteEventStore({ folder, clock });
  const vault = openSqliteVault({ folder });
  const views = openSqliteViews({ folder });
  return {
    engine: engineOf({ store: wrap.store(store), vault: wrap.vault(vault), clock }),
    views,
    close: async () => {
      await store.close();
      await vault.close();
      views.close();
    },
  };
}

async function catchUp(
  { engine, views }: Opened,
  after: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const head = await engine.store.head();
  for (const projection of everyProjection) {
    await fill(engine.store, everyCodec, projection, views.open(projection.name, projection.version), head);
    await after();
  }
  return head;
}

const steps = script.flat();
let copies = 0;

/** Starts again from what a cut left, and says what is not as promised; undefined when all is. */
async function brokenAfter(files: Files, acknowledged: readonly Acknowledged[]): Promise<string | undefined> {
  const folder = work.path(`cut${copies++}`);
  mkdirSync(folder);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const again = open(folder);
  const { store } = again.engine;
  try {
    for (const { command, stream, position } of acknowledged) {
      const found = await store.findCommand(command);
      if (found?.stream !== stream || found.position !== position) return `${command} was acknowledged and is lost`;
    }
    // The sender of the last answer and of the next command asks again, not knowing whether it was carried out.
    const known = new Set(acknowledged.map(({ command }) => command));
    const inDoubt = steps.filter(({ id }) => !known.has(id)).slice(0, 1);
    for (const { run } of [...steps.filter(({ id }) => known.has(id)).slice(-1), ...inDoubt]) await run(again.engine);
    const head = await catchUp(again);
    const events = await store.readAll(0, 1_000);
    if (new Set(events.map(({ command, stream }) => `${command} ${stream}`)).size !== events.length)
      return 'an event is doubled';
    if (events.length < Math.min(steps.length, acknowledged.length + 1)) return 'what was sent again was not taken';
    for (const { name, version, ...rest } of everyProjection) {
      await fill(store, everyCodec, { name, version, ...rest }, again.views.openRebuild(name, version), head);
      const { equal, firstDifference } = compareRebuild(again.views, name, version);
      if (!equal) return `${name} differs from its rebuild: ${firstDifference ?? ''}`;
    }
  } finally {
    await again.close();
  }
  const verified = await ops(['verify', '--data', folder, '--json']);
  rmSync(folder, { recursive: true });
  return verified.code === 0 ? undefined : verified.out;
}

const inFile = (files: Files, name: string): Buffer => files.get(name) ?? Buffer.alloc(0);

/**
 * What the views' file took over of its write-ahead log between two looks. What it took over had been flushed there, so a cut
 * leaves at least `floor` bytes of it; a write-ahead log that began again has a new head, and holds nothing of that.
 */
function checkpoints() {
  let floor = 0;
  return (old: Files, now: Files) => {
    const head = (files: Files): Buffer => inFile(files, 'views.sqlite-wal').subarray(0, 32);
    const isRestarted = !head(old).equals(head(now));
    const isBackfilled = !inFile(old, 'views.sqlite').equals(inFile(now, 'views.sqlite'));
    if (isRestarted) floor = 0;
    else if (isBackfilled) floor = inFile(now, 'views.sqlite-wal').length;
    return { isRestarted, isBackfilled, floor };
  };
}

type Cutter = { readonly look: () => Promise<void>; readonly counts: Map<string, number>; readonly broken: string[] };

/** At every look, tries each file that changed since the last one in all the states a cut may leave it in. */
function cutter(folder: string, acknowledged: readonly Acknowledged[]): Cutter {
  const chance = sequence();
  const counts = new Map<string, number>();
  const broken: string[] = [];
  let old = filesIn(folder);
  let answered: readonly Acknowledged[] = [];
  const moved = checkpoints();
  return {
    counts,
    broken,
    async look() {
      const now = filesIn(folder);
      const { isRestarted, isBackfilled, floor } = moved(old, now);
      // Views follow only what the log has flushed, so no cut leaves them ahead of it; and their file takes over only what
      // their write-ahead log has flushed.
      const flushed = new Map([...old, ...[...now].filter(([name]) => !name.startsWith('views.'))]);
      const rests: Readonly<Record<string, Files | undefined>> = {
        'views.sqlite': isRestarted
          ? undefined
          : new Map(flushed).set('views.sqlite-wal', inFile(now, 'views.sqlite-wal')),
        'views.sqlite-wal':
          isBackfilled && !isRestarted ? undefined : new Map(flushed).set('views.sqlite', inFile(now, 'views.sqlite')),
      };
      for (const [name, bytes] of now) {
        const before = inFile(old, name);
        const rest = name in rests ? rests[name] : old;
        if (before.equals(bytes) || rest === undefined) continue;
        for (const torn of tornBetween(before, bytes, chance)) {
          const wrong = await brokenAfter(new Map(rest).set(name, torn), answered);
          if (wrong !== undefined) broken.push(`${name} at ${torn.length} of ${bytes.length}: ${wrong}`);
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
      // Commits of views are not flushed one by one: a cut may take back several.
      const views = inFile(now, 'views.sqlite-wal');
      const left = views.subarray(0, floor + Math.floor(chance() * (views.length - floor)));
      const taken = await brokenAfter(new Map(now).set('views.sqlite-wal', left), answered);
      if (taken !== undefined) broken.push(`views taken back to an earlier commit: ${taken}`);
      answered = [...acknowledged];
      const whole = await brokenAfter(now, answered);
      if (whole !== undefined) broken.push(`right after a commit: ${whole}`);
      old = now;
    },
  };
}

it('a power cut in any write of log, keys or views loses nothing acknowledged and doubles nothing', async () => {
  const folder = work.path('live');
  const acknowledged: Acknowledged[] = [];
  const watch: { cuts?: Cutter; looking?: Promise<void> | undefined } = {};
  // Commands sent at once look together, so that they still meet in one commit.
  const look = () => (watch.looking ??= watch.cuts?.look().finally(() => (watch.looking = undefined)));
  const live = open(folder, {
    // Looked at between the keys and the event that needs them, and between the event and its answer.
    store: (store) => ({
      ...store,
      async append(appends) {
        await look();
        return store.append(appends);
      },
    }),
    vault: (vault) => vault,
  });
  // From here on: making the files is SQLite's own, with a journal that is gone before anything can be looked at.
  const cuts = cutter(folder, acknowledged);
  watch.cuts = cuts;
  for (const [index, group] of script.entries()) {
    acknowledged.push(...(await Promise.all(group.map(({ run }) => run(live.engine)))));
    await cuts.look();
    if (index % 4 === 0) await catchUp(live, cuts.look);
    if (index % 8 === 7) {
      // Empties the log beside each file into the file itself, so that later commits write over old frames.
      for (const name of ['log', 'views']) {
        const other = new Database(join(folder, `${name}.sqlite`));
        other.pragma('wal_checkpoint(FULL)');
        other.close();
        await cuts.look();
      }
    }
  }
  await live.close();
  expect(cuts.broken).toEqual([]);
  expect(acknowledged).toHaveLength(steps.length);
  for (const name of ['log.sqlite', 'log.sqlite-wal', 'keys.sqlite-wal', 'views.sqlite-wal']) {
    expect([name, (cuts.counts.get(name) ?? 0) > 5]).toEqual([name, true]);
  }
  process.stdout.write(`power cuts: ${JSON.stringify(Object.fromEntries(cuts.counts))}\n`);
}, 180_000);
