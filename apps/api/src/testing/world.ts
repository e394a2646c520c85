import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { account, hashPassword, organization, type Role } from '@xf/access';
import { fixedClock, type FixedClock } from '@xf/adapters';
import { standings } from '@xf/competitions';
import { executeAll, untyped, type BatchItem, type Decider, type EventShape, type Reads, type Rejection } from '@xf/es';
import { throwawayRuntime, type ProductJobs, type Runtime } from '@xf/runtime';
import { createApp } from '@xf/service';

export const password = '一把好锁-2026年';
/** 2026-05-01 09:00 in Beijing. */
export const start = Date.parse('2026-05-01T09:00:00+08:00');

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
};
export type Recorded = { readonly position: number; readonly revision: number; readonly entry: string };

/** A member deep inside an answer. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, step) => (found as Readonly<Record<string | number, unknown>>)[step], value);
}

type Headers = Readonly<Record<string, string>>;

type WorldOptions = Parameters<typeof createApp>[1] & {
  readonly around?: Parameters<typeof throwawayRuntime>[1];
  /** Opens the jobs of the story. Absent: it has none. */
  readonly desk?: (runtime: Runtime) => Promise<ProductJobs>;
};

/** How the system of a story is composed: in memory, unless something else was put here before. */
export const opening = {
  onServers: false,
  runtime: (clock: FixedClock, around?: WorldOptions['around']): Promise<Runtime> => throwawayRuntime(clock, around),
};

/**
 * Tests of what is answered without the part of any store: which roles, bodies and headers are taken. The same story on
 * servers leaves them out, where they would prove nothing more.
 */
export function inMemoryOnly(title: string, tests: () => void): void {
  if (!opening.onServers) describe(title, tests);
}

/** One city with two districts, people in each, and the service over it, asked without a network. */
export class World {
  private keys = 0;
  private readonly tokens = new Map<string, string>();

  private constructor(
    /** Waits for all views and boards, as a test does that reads them next. */
    readonly runtime: Runtime,
    /** The reads the service was given. */
    readonly served: Reads,
    readonly clock: FixedClock,
    readonly app: NestFastifyApplication,
    private readonly jobs: ProductJobs | undefined,
  ) {}

  static async open({ around, desk, ...server }: WorldOptions = {}): Promise<World> {
    const clock = fixedClock(start);
    const runtime = await opening.runtime(clock, around);
    const jobs = await desk?.(runtime);
    const app = await createApp(jobs === undefined ? runtime : { ...runtime, jobs }, server);
    const world = new World({ ...runtime, reads: withBoards(runtime.reads) }, runtime.reads, clock, app, jobs);
    await world.found();
    return world;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.jobs?.close(1_000);
    await this.runtime.close();
  }

  async request(method: 'GET' | 'POST', url: string, headers: Headers = {}, payload?: unknown): Promise<Reply> {
    const answer = await this.app.inject({
      method,
      url,
      headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    });
    const isJson = /[/+]json/.test(String(answer.headers['content-type'])) && answer.body !== '';
    return {
      status: answer.statusCode,
      headers: answer.headers as Reply['headers'],
      body: isJson ? JSON.parse(answer.body) : answer.body,
    };
  }

  async token(who: string): Promise<string> {
    const known = this.tokens.get(who);
    if (known !== undefined) return known;
    const answer = await this.request('POST', '/api/sessions', {}, { account: who, password });
    if (answer.status !== 200) throw new Error(`${who} cannot sign in: ${JSON.stringify(answer.body)}`);
    const token = String(pick(answer.body, 'token'));
    this.tokens.set(who, token);
    return token;
  }

  /** Time goes by, longer than anybody stays signed in. */
  until(instant: number): void {
    this.clock.advance(instant - this.clock.now());
    this.tokens.clear();
  }

  async get(who: string | undefined, url: string, headers: Headers = {}): Promise<Reply> {
    return this.request('GET', url, { ...(await this.bearer(who)), ...headers });
  }

  /** Posts with a fresh key unless the headers bring one. */
  async post(who: string | undefined, url: string, payload: unknown, headers: Headers = {}): Promise<Reply> {
    const key = `key-${this.keys++}`;
    return this.request('POST', url, { 'idempotency-key': key, ...(await this.bearer(who)), ...headers }, payload);
  }

  /** Posts and insists on success, waiting until the views show it. */
  async done(who: string, url: string, payload: unknown, headers: Headers = {}): Promise<Recorded> {
    const answer = await this.post(who, url, payload, headers);
    if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const body = answer.body as Recorded;
    await this.runtime.reads.reached(body.position, 5_000);
    return body;
  }

  async etag(who: string, url: string): Promise<Headers> {
    return { 'if-match': (await this.get(who, url)).headers['etag'] ?? 'none' };
  }

  private async bearer(who: string | undefined): Promise<Headers> {
    return who === undefined ? {} : { authorization: `Bearer ${await this.token(who)}` };
  }

  /** In three batches: on servers a command of its own for each takes longer than many a story. */
  private async found(): Promise<void> {
    const { engine, reads } = this.runtime;
    const all = async (command: string, items: readonly BatchItem[]): Promise<void> => {
      const { kind } = await executeAll(engine, items, { actor: 'ops:test', command });
      if (kind !== 'done') throw new Error(`${command}: ${kind}`);
    };
    const place = (id: string, level: 'city' | 'district', parent?: string): BatchItem => {
      const command = { type: 'RegisterOrganization', organization: id, name: id, level } as const;
      return itemOf(organization, parent === undefined ? command : { ...command, parent });
    };
    await all('found-city', [place('city', 'city')]);
    await all('found-districts', [place('east', 'district', 'city'), place('west', 'district', 'city')]);
    const passwordHash = await hashPassword(password, Buffer.alloc(16, 1), { N: 2, r: 1, p: 1 });
    const people = founders.flatMap(([id, role, at]) => [
      itemOf(account, { type: 'CreateAccount', account: id, displayName: `${id}先生`, passwordHash }),
      itemOf(account, { type: 'GrantRole', account: id, role, organization: at }),
    ]);
    await all('found-people', people);
    await reads.reached(await reads.head(), 5_000);
  }
}

function withBoards(reads: Reads): Reads {
  const reached: Reads['reached'] = async (position, timeoutMs) => {
    const both = [reads.reached(position, timeoutMs), reads.live(standings).reached(position, timeoutMs)];
    return (await Promise.all(both)).every(Boolean);
  };
  return { ...reads, reached };
}

function itemOf<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  decider: Decider<S, C, E, R, G>,
  command: C,
): BatchItem {
  return { decider: untyped(decider), command };
}

const founders: readonly (readonly [id: string, role: Role, at: string])[] = [
  ['admin', 'administrator', 'city'],
  ['organizer', 'organizer', 'east'],
  ['second', 'organizer', 'east'],
  ['judge', 'judge', 'east'],
  ['judge2', 'judge', 'east'],
  ['auditor', 'auditor', 'east'],
  ['committee', 'committee', 'east'],
  ['publicity', 'publicity', 'east'],
  ['neighbour', 'organizer', 'west'],
];

export const turning = '/api/competitions/skills/contests/turning';

/** Theory measured once, practice by judges; 30 to 70. */
export const rules = {
  id: 'turning',
  version: 1,
  title: '车工评分规则',
  cites: [{ document: '示例' }],
  values: [
    { id: 'theory', name: '理论', role: 'criterion', marks: { kind: 'measured', range: { min: '0', max: '100' } } },
    {
      id: 'practice',
      name: '实操',
      role: 'criterion',
      marks: { kind: 'judged', range: { min: '0', max: '100' }, slots: { min: 1, max: 5 }, combine: { by: 'mean' } },
    },
    {
      id: 'total',
      name: '总分',
      role: 'total',
      weightedMean: [
        { value: 'theory', weight: '30' },
        { value: 'practice', weight: '70' },
      ],
      round: { digits: 2, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  vetoes: [{ id: 'safety', name: '安全事故' }],
  boards: { groups: false, overall: true },
};

/** Two values: what an entry brings from the stage before, and what it does now. */
export const finalRules = {
  ...rules,
  id: 'final',
  values: [
    { id: 'before', name: '预赛带入', role: 'criterion', attribute: { name: 'preliminary', missing: 'zero' } },
    rules.values[0],
    {
      id: 'total',
      name: '总分',
      role: 'total',
      sum: [{ value: 'before', factor: '0.1' }, { value: 'theory' }],
      round: { digits: 2, mode: 'half-up' },
    },
  ],
};

export const plan = {
  competition: 'skills',
  organization: 'east',
  name: '职工技能竞赛',
  level: 'district',
  contests: [{ contest: 'turning', name: '车工', receiver: 'person', groups: [] }],
};

/** A competition of the east district, opened, with entries A1…An that have both marks: 90, 80, 70 … */
export async function competing(world: World, entries: number): Promise<readonly string[]> {
  const planned = await world.done('organizer', '/api/competitions', plan);
  const ifMatch = { 'if-match': `"${planned.revision}"` };
  await world.done(
    'organizer',
    '/api/competitions/skills/opening',
    { rules: [{ contest: 'turning', document: rules }] },
    ifMatch,
  );
  const ids: string[] = [];
  for (let n = 1; n <= entries; n++) {
    const { entry } = await world.done('organizer', `${turning}/entries`, { number: `A${n}`, name: `选手${n}号` });
    const value = String(100 - 10 * n);
    await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', value });
    await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', value });
    ids.push(entry);
  }
  return ids;
}

export const freeze = async (world: World): Promise<Recorded> =>
  world.done('organizer', `${turning}/freeze`, {}, await world.etag('organizer', '/api/competitions/skills'));

export const publish = async (world: World, reason?: string): Promise<Recorded> => {
  const ifMatch = await world.etag('organizer', '/api/competitions/skills');
  return world.done('organizer', `${turning}/publications`, reason === undefined ? {} : { reason }, ifMatch);
};

/** Out of a published result: one organizer proposes it, another confirms. */
export async function disqualified(world: World, entry: string, reason: string): Promise<Recorded> {
  await world.done('organizer', `${entry}/disqualification`, { reason }, await world.etag('organizer', entry));
  return world.done('second', `${entry}/change/confirmation`, {}, await world.etag('second', entry));
}
