import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryViews, openEsdbEventStore } from '@xf/adapters';
import { boardPage, contestRow, standings } from '@xf/competitions';
import { viewAsOf } from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { startServers, type Servers } from '../support/servers';

const program = (app: string): string => join(__dirname, `../../dist/apps/${app}/src/main.js`);
const password = '一把好锁-2026年';
const log = 'processes';

type Environment = Readonly<Record<string, string>>;

/** A process of the built program, with the environment docker-compose.yml gives it. */
class Process {
  url = '';
  private child: ChildProcess | undefined;

  constructor(
    private readonly app: 'api' | 'worker',
    private readonly environment: Environment,
  ) {}

  async start(): Promise<void> {
    const env = { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_LEVEL: 'error', ...this.environment };
    const child = spawn(process.execPath, [program(this.app)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const lines = createInterface({ input: child.stdout });
    this.url = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        output += `${line}\n`;
        if (line.startsWith('http://')) resolve(line);
      });
      child.once('exit', () => reject(new Error(`${this.app} ended: ${output}`)));
    });
  }

  /** Answers the code or the signal it ended with. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<string | number> {
    const { child } = this;
    if (child === undefined) return 'never started';
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode ?? child.signalCode ?? 'unknown';
  }
}

async function ops(environment: Environment, args: readonly string[], input = ''): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, [program('ops'), ...args, '--data', environment['DATA'] ?? ''], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`ops ${args.join(' ')}: ${code} ${output}`);
}

type Answer = {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
};

/** The answer; or, in words, why there is none yet. A bug is an answer. */
async function answerOf(url: string, request: RequestInit): Promise<Answer | string> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) });
    const body = (await answer.json()) as Answer['body'];
    if (answer.status > 500) return `${answer.status} ${JSON.stringify(body)}`;
    return { status: answer.status, etag: answer.headers.get('etag'), body };
  } catch (error) {
    return String(error);
  }
}

/** How long a fault may last until a request that is sent again and again is answered. */
const patienceMs = 40_000;

/** A client of several api processes, who sends what was not answered again, to the next one and with the same key. */
class Client {
  private turn = 0;
  private token = '';

  constructor(private readonly apis: readonly Process[]) {}

  async signIn(account: string): Promise<void> {
    this.token = String((await this.send('POST', '/api/sessions', { account, password }, 'none')).body['token']);
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object, key: string, ifMatch?: string | null): Promise<Answer> {
    return this.send('POST', path, body, key, ifMatch);
  }

  private async send(
    method: string,
    path: string,
    body?: object,
    key?: string,
    ifMatch?: string | null,
  ): Promise<Answer> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
      ...(key === undefined || key === 'none' ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch ?? '' }),
    };
    const end = Date.now() + patienceMs;
    for (;;) {
      const api = this.apis[this.turn++ % this.apis.length];
      const told = await answerOf(`${api?.url ?? ''}${path}`, {
        ...{ method, headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (typeof told !== 'string') return told;
      if (Date.now() > end) throw new Error(`${method} ${path}: ${told}`);
      await sleep(100);
    }
  }
}

const theory = { kind: 'measured', range: { min: '0', max: '100' } };
const rules = {
  ...{ id: 'turning', version: 1, title: '车工评分规则', cites: [{ document: '示例' }], total: 'total' },
  values: [
    { id: 'theory', name: '理论', role: 'criterion', marks: theory },
    {
      ...{ id: 'total', name: '总分', role: 'total', weightedMean: [{ value: 'theory', weight: '100' }] },
      round: { digits: 2, mode: 'half-up' },
    },
  ],
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: false, overall: true },
};
const competition = '/api/competitions/skills';
const contest = `${competition}/contests/turning`;

let servers: Servers;
let apis: readonly Process[];
let workers: readonly Process[];
let client: Client;

beforeAll(async () => {
  servers = await startServers(() => Date.now());
  workers = ['worker1', 'worker2'].map((name) => new Process('worker', servers.environment(log, name)));
  apis = ['api1', 'api2'].map((name) => new Process('api', servers.environment(log, name)));
  const desk = servers.environment(log, 'desk');
  await ops(desk, ['org', 'add', 'city', '--name', '市总工会', '--level', 'city']);
  await ops(desk, ['user', 'add', 'organizer', '--password-stdin', '--role', 'organizer@city'], `${password}\n`);
  await Promise.all([...workers, ...apis].map((one) => one.start()));
  client = new Client(apis);
  await client.signIn('organizer');
}, 120_000);
afterAll(async () => {
  await Promise.all([...apis, ...workers].map((one) => one.end('SIGKILL')));
  await servers.stop();
}, 60_000);

const expectDone = (answer: Answer): Answer => {
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  return answer;
};

/** Ranks as anybody can compute them from the log. */
async function recomputed(): Promise<unknown[]> {
  const store = openEsdbEventStore({ url: servers.environment(log, 'x')['EVENTSTORE_URL'] ?? '', log });
  const scratch = memoryViews().open<never>('standings', standings.version);
  const moment = { position: await store.head() };
  const view = await viewAsOf(store, everyCodec as never, standings, moment, scratch as never);
  await store.close();
  const row = contestRow(view, 'skills', 'turning');
  if (row === undefined) throw new Error('no contest');
  const { rows } = boardPage(view, row, 'overall', { limit: 100 });
  return rows.map((one) => [one.rank, one.row.number, one.scored.total]);
}

const shown = ({ body }: Answer): unknown[] =>
  (body['rows'] as Readonly<Record<string, unknown>>[]).map(({ rank, number, total }) => [rank, number, total]);

const faults: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a worker is killed', () => workers[0]?.end('SIGKILL') ?? Promise.resolve()],
  [
    'the other worker is killed while the first starts',
    () => Promise.all([workers[1]?.end('SIGKILL'), workers[0]?.start()]),
  ],
  ['the second worker starts', () => workers[1]?.start() ?? Promise.resolve()],
  ['an api process is killed', () => apis[0]?.end('SIGKILL') ?? Promise.resolve()],
  ['it starts again', () => apis[0]?.start() ?? Promise.resolve()],
  ['the boards are lost', () => servers.boards.call('FLUSHALL')],
  [
    'the server of the boards is killed and comes back empty',
    async () => {
      await servers.boards.kill();
      await sleep(1_000);
      await servers.boards.start();
    },
  ],
  [
    'the server of the keys is killed and comes back',
    async () => {
      await servers.keys.kill();
      await sleep(1_000);
      await servers.keys.start();
    },
  ],
  [
    'the log is away for a moment',
    async () => {
      await servers.esdb.stop();
      await sleep(1_000);
      await servers.esdb.start();
    },
  ],
];

it('domain-rules 132: loses and doubles nothing and shows the same ranks everywhere, whatever dies meanwhile', async () => {
  const plan = {
    ...{ competition: 'skills', organization: 'city', name: '职工技能竞赛', level: 'city' },
    contests: [{ contest: 'turning', name: '车工', receiver: 'person', groups: [] }],
  };
  expectDone(await client.post('/api/competitions', plan, 'plan'));
  const { etag } = await client.get(competition);
  expectDone(
    await client.post(`${competition}/opening`, { rules: [{ contest: 'turning', document: rules }] }, 'open', etag),
  );

  let commands = 0;
  let position = 0;
  const play = async (n: number): Promise<void> => {
    const entered = await client.post(`${contest}/entries`, { number: `A${n}`, name: `选手${n}号` }, `enter-${n}`);
    const { entry } = expectDone(entered).body;
    const mark = { criterion: 'theory', slot: '1', value: String((n * 37) % 101) };
    const marked = await client.post(`${contest}/entries/${String(entry)}/scores`, mark, `mark-${n}`);
    position = Math.max(position, Number(expectDone(marked).body['position']));
    commands += 2;
  };
  let n = 0;
  for (const [, fault] of faults) {
    const happening = fault();
    for (let some = 0; some < 4; some++) await play(n++);
    await happening;
    await play(n++);
  }

  const board = `${contest}/boards/overall?limit=100&minPosition=${position}`;
  const [one, two] = [await client.get(board), await client.get(board)];
  expect([one.status, two.status]).toEqual([200, 200]);
  const expected = await recomputed();
  expect(expected).toHaveLength(n);
  expect([shown(one), shown(two)]).toEqual([expected, expected]);
  const names = (one.body['rows'] as { name: string }[]).map(({ name }) => name);
  expect(new Set(names)).toEqual(new Set(Array.from({ length: n }, (_, k) => `选手${k}号`)));

  const store = openEsdbEventStore({ url: servers.environment(log, 'x')['EVENTSTORE_URL'] ?? '', log });
  const events = await store.readAll(0, 10_000);
  await store.close();
  const played = events.filter(({ type }) => type === 'EntrySubmitted' || type === 'ScoreRecorded');
  expect(played).toHaveLength(commands);
  expect(new Set(played.map(({ command }) => command)).size).toBe(commands);
}, 300_000);

it('ends when it is asked to, with nothing under way', async () => {
  const all = [...apis, ...workers];
  expect(await Promise.all(all.map((one) => one.end('SIGTERM')))).toEqual(all.map(() => 0));
}, 60_000);

it('serves from a copy of what another process kept, behind which it catches up', async () => {
  const kept = servers.environment(log, 'api1')['DATA'] ?? '';
  const copy = servers.environment(log, 'api3');
  cpSync(kept, copy['DATA'] ?? '', { recursive: true });
  const [worker] = workers;
  const late = new Process('api', copy);
  await Promise.all([worker?.start(), late.start()]);
  const reader = new Client([late]);
  await reader.signIn('organizer');
  const head = await reader.post(`${contest}/entries`, { number: 'late', name: '后来者' }, 'late');
  const position = String(expectDone(head).body['position']);
  const board = await reader.get(`${contest}/boards/overall?limit=100&minPosition=${position}`);
  expect(shown(board)).toEqual(await recomputed());
  expect(await Promise.all([late.end('SIGTERM'), worker?.end('SIGTERM')])).toEqual([0, 0]);
}, 60_000);
