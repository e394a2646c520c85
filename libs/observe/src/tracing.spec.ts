import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openWatch } from './watch';

type Sent = { readonly headers: IncomingHttpHeaders; readonly text: string };

let receiver: Server;
let sent: Sent[];
const before = { ...process.env };
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      sent.push({ headers: request.headers, text });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  sent = [];
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(() => new Promise((resolve) => receiver.close(resolve)));

/** What one command sends in this environment. */
async function sentWith(env: Readonly<Record<string, string>>): Promise<readonly Sent[]> {
  Object.assign(process.env, env);
  const watch = await openWatch({ version: '1.2.3', traces: true });
  const name = { decider: 'competition', command: 'PlanCompetition', dryRun: false };
  await watch.command(name, () => Promise.resolve({ kind: 'done' as const }));
  await watch.close();
  return sent;
}

const resourceOf = ({ text }: Sent): Readonly<Record<string, string>> => {
  type Told = {
    readonly resourceSpans: readonly {
      readonly resource: {
        readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
      };
    }[];
  };
  const [first] = (JSON.parse(text) as Told).resourceSpans;
  return Object.fromEntries((first?.resource.attributes ?? []).map(({ key, value }) => [key, value.stringValue]));
};

describe('the variables of OpenTelemetry', () => {
  it('say who is speaking', async () => {
    const [one] = await sentWith({
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod, region=%E4%B8%9C%2C1,service.name=other',
      OTEL_SERVICE_NAME: 'xianfeng-worker',
    });
    expect(resourceOf(one!)).toMatchObject({
      ...{ 'service.name': 'xianfeng-worker', 'service.version': '1.2.3' },
      ...{ 'deployment.environment.name': 'prod', region: '东,1' },
    });
  });

  it('may name the service among the others, and count for nothing when they are no list', async () => {
    const [named] = await sentWith({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=other', OTEL_SERVICE_NAME: '' });
    expect(resourceOf(named!)['service.name']).toBe('other');
    for (const broken of ['region=a,nonsense', 'region=%E4%B8', '=a', 'region=a=b']) {
      sent = [];
      const [one] = await sentWith({ OTEL_RESOURCE_ATTRIBUTES: broken, OTEL_SERVICE_NAME: '' });
      expect(resourceOf(one!)).toMatchObject({ 'service.name': 'xianfeng' });
      expect(resourceOf(one!)).not.toHaveProperty('region');
    }
  });

  it('send headers to the receiver', async () => {
    const [one] = await sentWith({ OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=union,authorization=Bearer%20t' });
    expect(one?.headers).toMatchObject({ 'x-tenant': 'union', authorization: 'Bearer t' });
  });

  it('sample', async () => {
    expect(await sentWith({ OTEL_TRACES_SAMPLER: 'always_off' })).toEqual([]);
    expect(await sentWith({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })).toEqual([]);
    expect(await sentWith({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' })).toHaveLength(1);
  });
});
