import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '../support/redis';

const certificate = join(__dirname, '../esdb/tls/cert.pem');
const key = join(__dirname, '../esdb/tls/key.pem');
const tls = (port: number): readonly string[] => [
  ...['--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-ca-cert-file', certificate],
  ...['--tls-cert-file', certificate, '--tls-key-file', key],
];
const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

let servers: readonly RedisServer[];
let ports: readonly number[];
beforeAll(async () => {
  // Ports beside those the servers take for themselves: they are below 55,000.
  ports = [0, 1].map((n) => 60_000 + ((process.pid * 2 + n) % 5_000));
  const [boards = 0, keys = 0] = ports;
  servers = [await startRedis(tls(boards)), await startRedis([...tls(keys), ...durable])];
});
afterAll(async () => {
  for (const server of servers) await server.stop();
});

async function told(environment: Readonly<Record<string, string>>): Promise<{ out: string; err: string }> {
  const urls = ports.map((port) => `rediss://localhost:${port}`);
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, [join(__dirname, 'tls.cjs'), ...urls], { env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  return { out, err };
}

it('rediss:// speaks TLS for boards, jobs and keys', async () => {
  expect(await told({ NODE_EXTRA_CA_CERTS: certificate })).toMatchObject({ out: '["7","key","张三"]' });
});

it('and trusts no certificate that nobody vouches for', async () => {
  expect(await told({})).toMatchObject({ out: '', err: expect.stringContaining('Redis') as unknown });
});
