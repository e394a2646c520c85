import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Body, Controller, Get, Module, Param, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import autocannon from 'autocannon';
import { account, hashPassword, organization } from '@xf/access';
import { competition, entry, entryIdOf, type CompetitionCommand, type EntryCommand } from '@xf/competitions';
import { execute, type Engine } from '@xf/es';
import { Audience, Caller, DecimalField, EdgeModule, RecordedBody, serverAdapter, TextField } from '@xf/nest';
import type { Call } from '@xf/nest';
import { slotMax, slotPattern } from '@xf/rules';
import { openRuntime, type Runtime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { inTurns, type Bench, type Figure } from './measure';
import { entryOf, fillLog, ids, openCompetition, scoreCommand } from './season';

const connections = 64;
const entries = 16_000;
/** People on the published board; a page shows the first fifty of them. */
const people = 200;
const contest = 'published/contests/run';
const password = '基准测试-2026年';

/** What the load generator is asked to do, in a process of its own. */
type Job = {
  readonly url: string;
  readonly seconds: number;
  /** For commands: marks numbered from here on, sent with this token to paths that end so. */
  readonly marks?: { readonly from: number; readonly token: string; readonly before: string };
};
type Told = { readonly perSecond: number; readonly sent: number; readonly failed: number };

async function load({ url, seconds, marks }: Job): Promise<Told> {
  let next = marks?.from ?? 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const n = next++;
    const { criterion, slot, value } = markOf(n);
    const path = `${marks?.before ?? ''}/${entryOf(n % entries)}/scores`;
    const headers = {
      authorization: `Bearer ${marks?.token ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': `mark-${n}`,
    };
    return { ...request, method: 'POST', path, headers, body: JSON.stringify({ criterion, slot, value }) };
  };
  const options = { url, connections, duration: seconds, sampleInt: 250 };
  const result = await autocannon(marks === undefined ? options : { ...options, requests: [{ setupRequest }] });
  const failed = result.non2xx + result.errors + result.timeouts;
  return { perSecond: result['2xx'] / result.duration, sent: next - (marks?.from ?? 0), failed };
}

function markOf(n: number) {
  const command = scoreCommand(n % entries, `s${Math.floor(n / entries)}`);
  if (command.type !== 'RecordScore') throw new Error('not a mark');
  return command;
}

/** Asks the load generator, and says when the server had time to spare: then the figure is not the server's. */
function loader(child: ChildProcess, say: (line: string) => void) {
  return async (job: Job): Promise<Told> => {
    const idle = performance.eventLoopUtilization();
    child.send(job);
    const [told] = (await once(child, 'message')) as [Told];
    const { utilization } = performance.eventLoopUtilization(idle);
    if (told.failed > 0) throw new Error(`${job.url}: ${told.failed} answers were not a success`);
    say(`http: ${job.url} ${Math.round(told.perSecond)}/s, server busy ${Math.round(utilization * 100)} %`);
    return told;
  };
}

class NothingBody extends RecordedBody {
  @TextField({ zh: '评分项', max: 60 })
  criterion!: string;

  @TextField({ zh: '评委或次序', max: slotMax, pattern: slotPattern, optional: true })
  slot?: string;

  @DecimalField({ zh: '分数' })
  value!: string;
}

/** Takes what a mark takes from who may send one, and keeps nothing. */
@Controller('nothing/:competition/:contest')
class NothingController {
  @Post(':entry/scores')
  @Audience('organizer', 'judge')
  take(@Caller() call: Call, @Param('entry') id: string, @Body() { criterion }: NothingBody): object {
    return { entry: id, criterion, by: call.principal?.account };
  }
}

async function listening(app: NestFastifyApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** The service's own door and body checks in front of a route that does nothing. */
async function doorOnly(runtime: Runtime): Promise<NestFastifyApplication> {
  const edge = EdgeModule.with({ runtime, logBug: (_request, error) => process.stderr.write(`${String(error)}\n`) });
  const root = { module: Root, imports: [edge], controllers: [NothingController] };
  const options = { bodyParser: false, logger: ['fatal', 'error'] } as const;
  return NestFactory.create<NestFastifyApplication>(root, serverAdapter({}), {
    ...options,
    logger: [...options.logger],
  });
}

@Module({})
class Root {}

/** Nest on Fastify as it comes, with a route that answers as many bytes as asked for. */
async function trivial(bytes: number): Promise<NestFastifyApplication> {
  const pad = 'x'.repeat(Math.max(0, bytes - JSON.stringify({ ok: true, pad: '' }).length));
  const body = bytes === 0 ? { ok: true } : { ok: true, pad };
  class TrivialController {
    read(): object {
      return body;
    }
  }
  const read = Object.getOwnPropertyDescriptor(TrivialController.prototype, 'read') as PropertyDescriptor;
  Get()(TrivialController.prototype, 'read', read);
  Controller('trivial')(TrivialController);
  const root = { module: Root, controllers: [TrivialController as Type] };
  return NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: ['fatal', 'error'] });
}

const rules = {
  id: 'bench-run',
  version: 1,
  title: '基准测试',
  cites: [{ document: '基准测试' }],
  values: [
    { id: 'time', name: '成绩', role: 'criterion', marks: { kind: 'measured', range: { min: '0', max: '100' } } },
    {
      id: 'total',
      name: '总分',
      role: 'total',
      weightedMean: [{ value: 'time', weight: '100' }],
      round: { digits: 1, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: false, overall: true },
};

/** An organizer, and a published contest of people, whose names are sealed. */
async function publish(engine: Engine): Promise<void> {
  let n = 0;
  const context = () => ({ actor: 'bench', command: `bench-http-${n++}` });
  const check = (outcome: { readonly kind: string }): void => {
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  };
  const plan = async (command: CompetitionCommand) => check(await execute(engine, competition, command, context()));
  const enter = async (command: EntryCommand) => check(await execute(engine, entry, command, context()));
  const founded = { type: 'RegisterOrganization', organization: 'city', name: '市总工会', level: 'city' } as const;
  check(await execute(engine, organization, founded, context()));
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1));
  const created = { type: 'CreateAccount', account: 'bench', displayName: '基准', passwordHash } as const;
  check(await execute(engine, account, created, context()));
  const granted = { type: 'GrantRole', account: 'bench', role: 'organizer', organization: 'city' } as const;
  check(await execute(engine, account, granted, context()));
  const id = 'published';
  const contests = [{ contest: 'run', name: '竞速', receiver: 'person' as const, groups: [] }];
  const planned = { competition: id, organization: 'city', name: '已公布的竞赛', level: 'city' as const, contests };
  await plan({ type: 'PlanCompetition', ...planned, rounds: [] });
  await plan({ type: 'OpenCompetition', competition: id, rules: [{ contest: 'run', document: rules }] });
  for (let p = 0; p < people; p++) {
    const number = String(p);
    const on = { competition: id, entry: entryIdOf(id, 'run', number) };
    const who = { kind: 'person' as const, subject: `bench-p${p}`, name: `选手${p}号`, unit: `第${p % 40}机械厂` };
    await enter({ type: 'SubmitEntry', ...on, contest: 'run', number, ...who });
    await enter({ type: 'RecordScore', ...on, criterion: 'time', slot: '1', value: (p / 2).toFixed(1) });
  }
  await plan({ type: 'FreezeScores', competition: id, contest: 'run' });
  await plan({ type: 'PublishResults', competition: id, contest: 'run', digest: 'bench' });
}

async function signIn(url: string): Promise<string> {
  const body = JSON.stringify({ account: 'bench', password });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/sessions`, { method: 'POST', headers, body });
  return ((await answer.json()) as { readonly token: string }).token;
}

type Rounds = {
  readonly rounds: number;
  readonly seconds: number;
  readonly ask: (job: Job) => Promise<Told>;
};

async function reading(service: string, { rounds, seconds, ask }: Rounds): Promise<readonly Figure[]> {
  const url = `${service}/api/competitions/${contest}/boards/overall`;
  const page = await fetch(url);
  const bytes = (await page.arrayBuffer()).byteLength;
  if (page.status !== 200) throw new Error(`${url}: ${page.status}`);
  const figures: Figure[] = [];
  for (const [size, against] of [
    [bytes, 'a Nest route that answers as many bytes'],
    [0, 'a Nest route that answers {"ok":true}'],
  ] as const) {
    const app = await trivial(size);
    const peer = `${await listening(app)}/trivial`;
    const turn = (target: string) => async () => (await ask({ url: target, seconds })).perSecond;
    await turn(peer)();
    await turn(url)();
    const { ours, theirs } = await inTurns(rounds, turn(url), turn(peer));
    await app.close();
    const what = `published board page (${bytes.toLocaleString('en')} bytes), ${connections} connections`;
    const bar = size === 0 ? 0 : 0.8;
    figures.push({ what, ours, against, theirs, unit: '1/s', ratio: ours / theirs, bar });
  }
  return figures;
}

async function writing(
  service: string,
  runtime: Runtime,
  { rounds, seconds, ask }: Rounds,
): Promise<readonly Figure[]> {
  const app = await doorOnly(runtime);
  const peer = await listening(app);
  const token = await signIn(service);
  let from = 0;
  const turn = (url: string, before: string) => async () => {
    const told = await ask({ url, seconds, marks: { from, token, before } });
    from += told.sent;
    return told.perSecond;
  };
  const ours = turn(service, `/api/competitions/${ids.competition}/contests/${ids.contest}/entries`);
  const theirs = turn(peer, `/nothing/${ids.competition}/${ids.contest}`);
  await theirs();
  await ours();
  const rates = await inTurns(rounds, ours, theirs);
  await app.close();
  const what = `mark over HTTP, on disk, ${connections} connections`;
  const against = 'the same door and body checks, nothing decided or stored';
  return [{ what, ...rates, against, unit: '1/s', ratio: rates.ours / rates.theirs, bar: 0.5 }];
}

export const http: Bench = {
  name: 'http',
  async run({ quick, folder, say }) {
    const home = mkdtempSync(join(folder, 'http-'));
    const runtime = await openRuntime({ folder: home });
    await publish(runtime.engine);
    await openCompetition(runtime.engine);
    await fillLog(runtime.engine, entries, []);
    await runtime.reads.reached(await runtime.reads.head(), 60_000);
    const app = await createApp(runtime);
    const service = await listening(app);
    const child = fork(__filename);
    const rounds = { rounds: quick ? 1 : 7, seconds: quick ? 1 : 4, ask: loader(child, say) };
    try {
      return [...(await reading(service, rounds)), ...(await writing(service, runtime, rounds))];
    } finally {
      child.kill();
      await app.close();
      await runtime.close();
      rmSync(home, { recursive: true });
    }
  },
};

if (require.main === module) process.on('message', (job: Job) => void load(job).then((told) => process.send?.(told)));
