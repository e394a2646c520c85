import { Outage } from '@xf/es';
import { serveMetrics, tellFollowers, type LogLine } from '@xf/observe';
import { watchedWorld, valueOf, type Watched } from './testing/watched';
import { freeze, plan, publish, rules, turning } from './testing/world';

let watched: Watched;
beforeEach(async () => {
  watched = await watchedWorld();
});
afterEach(async () => watched.close());

const counted = async (name: string, labels: Readonly<Record<string, string>> = {}) =>
  valueOf(await watched.watch.text(), name, labels);
const ended = (command: string, outcome: string) => counted('xf_commands_total', { command, outcome });

/** Looks until it is so; far longer than it takes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 20_000; n++) {
    if (await isSo()) return;
    await new Promise(setImmediate);
  }
  throw new Error('it never came to that');
}

const settled = async (): Promise<void> => {
  const { following, reads } = watched.world.runtime;
  await following.until(await reads.head(), AbortSignal.timeout(5_000), 'reaction');
  await reads.reached(await reads.head(), 5_000);
};

describe('metrics', () => {
  it('count each command by how it ended', async () => {
    const { world } = watched;
    const { store } = world.runtime.engine;
    const key = { 'idempotency-key': 'once' };
    await world.post('organizer', '/api/competitions', plan, key);
    await world.post('organizer', '/api/competitions', plan, key);
    await world.post('organizer', '/api/competitions', { ...plan, name: '另一竞赛' }, key);
    const opening = { rules: [{ contest: 'turning', document: rules }] };
    const open = (query: string, revision: number) =>
      world.post('organizer', `/api/competitions/skills/opening${query}`, opening, { 'if-match': `"${revision}"` });
    await open('', 7);
    await open('?dryRun=true', 0);
    const broken = jest.spyOn(store, 'append');
    broken.mockRejectedValueOnce(new Outage('磁盘已满。The disk is full.'));
    await open('', 0);
    broken.mockRejectedValueOnce(new Error('a bug'));
    await open('', 0);
    broken.mockResolvedValue({ kind: 'conflict', stream: 'competition-skills', actual: 0 });
    await open('', 0);
    broken.mockRestore();
    await open('', 0);
    await open('', 1);
    expect(
      await Promise.all(['done', 'repeated', 'reused', 'refused'].map((outcome) => ended('PlanCompetition', outcome))),
    ).toEqual([1, 1, 1, undefined]);
    expect(
      await Promise.all(
        ['done', 'stale', 'dry-run', 'outage', 'bug', 'busy', 'refused'].map((outcome) =>
          ended('OpenCompetition', outcome),
        ),
      ),
    ).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('count appends, conflicts, failures, and how many shared a commit', async () => {
    const { world } = watched;
    const before = await counted('xf_append_seconds_count');
    const events = await counted('xf_events_total');
    await new Promise(setImmediate);
    const grouped = (await counted('xf_append_group_size_sum')) ?? 0;
    const groups = (await counted('xf_append_group_size_count')) ?? 0;
    const { store } = world.runtime.engine;
    const meta = { actor: 'x', validAt: 0, fingerprint: 'f', correlation: 'c', version: 1, data: {}, type: 'Odd' };
    const one = (stream: string, command: string) =>
      store.append([
        {
          stream,
          expected: -1,
          events: [
            { ...meta, command },
            { ...meta, command },
          ],
        },
      ]);
    await Promise.all([one('odd-a', '1'), one('odd-b', '2'), one('odd-a', '3')]);
    await expect(store.append([])).rejects.toThrow();
    expect((await counted('xf_append_seconds_count'))! - before!).toBe(3);
    expect((await counted('xf_events_total'))! - events!).toBe(4);
    expect(await counted('xf_append_conflicts_total')).toBe(1);
    expect(await counted('xf_append_failures_total', { kind: 'bug' })).toBe(1);
    // Groups end with the turn of the event loop.
    await new Promise(setImmediate);
    expect((await counted('xf_append_group_size_sum'))! - grouped).toBe(3);
    expect((await counted('xf_append_group_size_count'))! - groups).toBe(1);
  });

  it('time requests by pattern and class of status, never by address', async () => {
    const { world } = watched;
    await world.get(undefined, '/api/competitions/qqq1?limit=1');
    await world.get(undefined, '/api/competitions/qqq2');
    await world.get(undefined, '/qqq3/at/all');
    const labels = { method: 'GET', route: '/api/competitions/:competition', status: '4xx' };
    expect(await counted('xf_http_request_seconds_count', labels)).toBe(2);
    expect(await counted('xf_http_request_seconds_count', { ...labels, route: 'unknown' })).toBe(1);
    expect(await watched.watch.text()).not.toMatch(/qqq/);
  });

  it('tell what runs, how the process fares and how deep a queue is', async () => {
    watched.watch.queue('certificates', () => 3);
    expect(await counted('xf_queue_depth', { queue: 'certificates' })).toBe(3);
    expect(await counted('xf_build_info', { version: '1.2.3', node: process.version })).toBe(1);
    expect(await counted('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(await counted('nodejs_eventloop_lag_p99_seconds')).toBeDefined();
  });
});

describe('a follower that is held back', () => {
  const behind = async (name: string) => {
    const labels = { follower: name, kind: 'view' };
    const text = await watched.watch.text();
    return ['lag_events', 'lag_seconds', 'halted', 'outage'].map((one) => valueOf(text, `xf_follower_${one}`, labels));
  };

  it('shows how many events it lacks, how old the oldest is and that it is tried again, until it has them', async () => {
    const { world, faults, lines } = watched;
    const told: LogLine[] = [];
    const { look, stop } = tellFollowers(world.runtime.following, (line) => told.push(line));
    expect(await behind('standings')).toEqual([0, 0, 0, 0]);
    faults.set('standings', new Outage('磁盘已满。The disk is full.'));
    await world.post('organizer', '/api/competitions', plan);
    world.clock.advance(60_000);
    await world.post('organizer', '/api/competitions', { ...plan, competition: 'second' });
    world.clock.advance(30_000);
    await until(async () => (await behind('directory'))[0] === 0 && (await behind('standings'))[3] === 1);
    expect(await behind('standings')).toEqual([2, 90, 0, 1]);
    expect((await world.get(undefined, '/readyz')).status).toBe(200);
    await look();
    await look();
    faults.clear();
    await world.runtime.reads.reached(await world.runtime.reads.head(), 10_000);
    expect(await behind('standings')).toEqual([0, 0, 0, 0]);
    await look();
    stop();
    expect(told).toEqual([
      expect.objectContaining({ level: 'warn', follower: 'standings', outage: '磁盘已满。The disk is full.' }),
      expect.objectContaining({ level: 'info', follower: 'standings' }),
    ]);
    expect(lines.length).toBeGreaterThan(0);
  });

  it('shows that it halted', async () => {
    const { world, faults } = watched;
    faults.set('standings', new Error('a bug'));
    await world.post('organizer', '/api/competitions', plan);
    await until(async () => (await behind('standings'))[2] === 1);
    expect((await behind('standings'))[0]).toBe(1);
    expect((await behind('directory'))[2]).toBe(0);
  });

  it('is not guessed at while the log cannot be read', async () => {
    const { store } = watched.world.runtime.engine;
    expect(await counted('xf_log_up')).toBe(1);
    const head = jest.spyOn(store, 'head').mockRejectedValue(new Outage('无法读取。It cannot be read.'));
    expect(await counted('xf_log_up')).toBe(0);
    expect(await behind('standings')).toEqual([undefined, undefined, undefined, undefined]);
    head.mockRestore();
    expect(await behind('standings')).toEqual([0, 0, 0, 0]);
  });
});

describe('whoever asks for the metrics', () => {
  it('finds them on a port of their own and not on that of the service', async () => {
    const { world, watch } = watched;
    const server = await serveMetrics({ port: 0, host: '127.0.0.1', text: watch.text });
    const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await answer.text()).toContain('# TYPE xf_commands_total counter');
    expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
    await server.close();
    expect((await world.get(undefined, '/metrics')).status).toBe(404);
  });

  it('must bring the token when there is one, and others reach it only when there is one', async () => {
    const { text } = watched.watch;
    await expect(serveMetrics({ port: 0, host: '0.0.0.0', text })).rejects.toThrow(/METRICS_TOKEN/);
    const server = await serveMetrics({ port: 0, host: '0.0.0.0', token: 'open sesame', text });
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${server.port}/metrics`, { headers })).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: 'Bearer open' })).toBe(401);
    expect(await ask({ authorization: 'Bearer open sesame' })).toBe(200);
    await server.close();
  });
});

/** People of a season nobody else has, and the names of what they take part in. */
const season = {
  people: [
    { name: '欧阳晓岚', idNumber: '110105198001010016', phone: '13812345671' },
    { name: '司马建国', idNumber: '110105198001010024', phone: '13812345672' },
    { name: '诸葛丽华', idNumber: '110105198001010032', phone: '13812345673' },
  ],
  competition: '东海之滨技能大赛',
};

describe('what operators read', () => {
  it('domain-rules 123: names no person, number, telephone, account or competition of a season, whatever goes wrong', async () => {
    const { world, watch, lines, faults } = watched;
    const planned = await world.done('organizer', '/api/competitions', { ...plan, name: season.competition });
    const opening = { rules: [{ contest: 'turning', document: rules }] };
    await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
    const ids: string[] = [];
    for (const [n, person] of season.people.entries()) {
      const { entry } = await world.done('organizer', `${turning}/entries`, { number: `A${n}`, ...person });
      const mark = { value: String(90 - n) };
      await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', ...mark });
      await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', ...mark });
      ids.push(entry);
    }
    await freeze(world);
    await publish(world);
    await settled();
    const [{ name, idNumber, phone }] = season.people as [(typeof season.people)[0]];
    await world.get('organizer', `${turning}/entries/${ids[0] ?? ''}`);
    await world.get('organizer', `/api/competitions/${encodeURIComponent(name)}?cursor=${phone}&limit=${idNumber}`);
    await world.request('POST', '/api/sessions', {}, { account: name, password: phone });
    await world.post('organizer', `${turning}/entries`, { number: 'A9', name, idNumber: 'x', phone, [name]: phone });
    const at = jest.spyOn(world.served, 'live').mockImplementation(() => {
      throw new Error(`${name} ${idNumber}`);
    });
    expect((await world.get('organizer', `${turning}/boards/overall`)).status).toBe(500);
    at.mockRestore();
    faults.set('standings', new Error(`${name} has ${idNumber}`));
    faults.set('directory', new Error(`${name} has ${phone}`));
    await world.post('admin', '/api/accounts', { account: 'ouyang', displayName: name, password: '一把好锁-2026年' });
    await world.post('organizer', `${turning}/entries/${ids[1] ?? ''}/vetoes`, {});
    const { following } = world.runtime;
    await until(async () => (await following.status()).filter(({ halted }) => halted !== undefined).length === 2);
    const told: LogLine[] = [];
    await tellFollowers(following, (line) => told.push(line)).look();
    const ready = await world.get(undefined, '/readyz');
    expect(ready).toMatchObject({ status: 503 });
    const seen = [...lines, ...told, ready.body].map((line) => JSON.stringify(line)).join('\n') + (await watch.text());
    expect(seen).toContain('"status":500');
    expect(seen).toContain('account-…@0');
    const names = [...season.people.flatMap(Object.values), season.competition, ...ids] as readonly string[];
    const others = ['ouyang', 'neighbour', 'judge2', '"organizer"', '"judge"', '选手', '先生', 'Bearer', 'eyJ'];
    expect([...names, ...others].filter((one) => seen.includes(one))).toEqual([]);
  });
});
