import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchedWorld, type Watched } from './testing/watched';
import { pick, plan } from './testing/world';

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, string | number>> };
type Told = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
};

const trace = '0af7651916cd43dd8448eb211c80319c';
const caller = { traceparent: `00-${trace}-b7ad6b7169203331-01` };

let receiver: Server;
let bodies: string[];
let watched: Watched;
let spans: readonly Told[];

const attributes = (span: Told | undefined): object =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
const named = (name: string): readonly Told[] => spans.filter((span) => span.name === name);

beforeAll(async () => {
  bodies = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      bodies.push(`${request.url ?? ''}\n${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  watched = await watchedWorld({ traces: true });
  const { world } = watched;
  await world.done('organizer', '/api/competitions', { ...plan, name: '东海之滨技能大赛' }, caller);
  await world.post('organizer', '/api/competitions', plan, { ...caller, traceparent: 'nonsense' });
  const append = jest.spyOn(world.runtime.engine.store, 'append').mockRejectedValueOnce(new TypeError('欧阳晓岚'));
  await world.post('organizer', '/api/competitions', { ...plan, competition: 'failed' });
  append.mockRestore();
  const at = jest.spyOn(world.served, 'live').mockImplementation(() => {
    throw new Error('欧阳晓岚');
  });
  await world.get('organizer', '/api/competitions/skills');
  at.mockRestore();
  await watched.close();
  spans = bodies.flatMap((text) => {
    const sent = JSON.parse(text.slice(text.indexOf('\n'))) as object;
    return (pick(sent, 'resourceSpans') as object[]).flatMap((one) =>
      (pick(one, 'scopeSpans') as object[]).flatMap((scope) => pick(scope, 'spans') as Told[]),
    );
  });
});
afterAll(async () => {
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  await new Promise((resolve) => receiver.close(resolve));
});

describe('traces', () => {
  it('go to the receiver under the name of the service', () => {
    expect(bodies[0]).toMatch(/^\/v1\/traces\n/);
    expect(bodies[0]).toContain('{"key":"service.name","value":{"stringValue":"xianfeng"}}');
  });

  it('show an append inside a command inside a request inside the caller', () => {
    const [request, untraced] = named('POST /api/competitions');
    expect(request).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331' });
    expect(attributes(request)).toMatchObject({ 'http.route': '/api/competitions', 'http.response.status_code': 201 });
    const command = named('command PlanCompetition').find(({ traceId }) => traceId === trace);
    expect(command).toMatchObject({ parentSpanId: request?.spanId });
    expect(attributes(command)).toMatchObject({ 'xf.decider': 'competition', 'xf.outcome': 'done' });
    const append = named('append').find(({ traceId }) => traceId === trace);
    expect(append).toMatchObject({ parentSpanId: command?.spanId });
    expect(attributes(append)).toMatchObject({ 'xf.streams': 1, 'xf.events': 1, 'xf.answer': 'appended' });
    expect(untraced?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(untraced?.traceId).not.toBe(trace);
  });

  it('show what is committed to a view', () => {
    expect(named('view commit').map(attributes)).toContainEqual(
      expect.objectContaining({ 'xf.view': 'standings', 'xf.position': expect.anything() as unknown }),
    );
  });

  it('tell a failure by its kind only, and name nobody and nothing that was typed', () => {
    expect(named('GET /api/competitions/:competition')).toEqual([
      expect.objectContaining({ status: expect.objectContaining({ code: 2 }) as unknown }),
    ]);
    const failed = named('command PlanCompetition').find((span) => span.status.code === 2);
    expect(attributes(failed)).toMatchObject({ 'error.type': 'TypeError' });
    const sent = bodies.join('\n');
    for (const one of ['欧阳晓岚', '东海之滨', 'skills', '先生', 'Bearer', 'organizer"'])
      expect(sent).not.toContain(one);
  });

  it('are named in the lines of the log', () => {
    const lines = watched.lines.filter(({ route, ms }) => route === '/api/competitions' && ms !== undefined);
    expect(lines.map(({ trace: told }) => told)).toEqual(named('POST /api/competitions').map(({ traceId }) => traceId));
    const failed = watched.lines.filter(({ status }) => status === 500);
    expect(failed.length).toBeGreaterThan(0);
    for (const { trace: told } of failed) expect(spans.map(({ traceId }) => traceId)).toContain(told);
  });
});

describe('the trace a caller sends', () => {
  it('is the correlation of the events, with traces taken or not; without one it is the command', async () => {
    const { world, close, lines } = await watchedWorld();
    await world.done('organizer', '/api/competitions', plan, caller);
    await world.done('organizer', '/api/competitions', { ...plan, competition: 'second' });
    const wrong = { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` };
    await world.done('organizer', '/api/competitions', { ...plan, competition: 'third' }, wrong);
    const { store } = world.runtime.engine;
    const correlations = await Promise.all(
      ['skills', 'second', 'third'].map(async (one) => (await store.readStream(`competition-${one}`))[0]!),
    );
    await close();
    expect(correlations[0]!.correlation).toBe(trace);
    for (const { correlation, command } of correlations.slice(1)) expect(correlation).toBe(command);
    expect(lines.find(({ status }) => status === 201)).toMatchObject({ trace });
  });
});
