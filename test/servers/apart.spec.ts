import { openShared, openWorker } from '@xf/runtime';
import { startServers, type Servers } from '../support/servers';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers(Date.now);
});
afterAll(() => servers.stop());

const at = (host: string, port: number) => ({ nodes: [{ host, port }] });
/** What a process says at its start; a process that starts is closed again. */
async function saidBy(open: typeof openShared | typeof openWorker, boards: object, keys: object = {}): Promise<string> {
  const deployment = servers.deployment('apart', 'one');
  try {
    const opened = await open({
      ...deployment,
      ...{ boards: { ...deployment.boards, ...boards }, keys: { ...deployment.keys, ...keys } },
    });
    await opened.close();
    return 'opened';
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each([
  ['api', openShared],
  ['worker', openWorker],
])('the %s', (_name, open) => {
  it('refuses a Redis of the boards that is the one of the keys under another name, and writes nothing to it', async () => {
    const before = await servers.keys.call('DBSIZE');
    const said = await saidBy(open, at('localhost', servers.keys.port));
    expect(said).toMatch(/KEYS_REDIS_URL must be another server than REDIS_URL, under whatever name/);
    expect(await servers.keys.call('DBSIZE')).toBe(before);
  });

  it('says at the start which Redis refuses a password, and not which password it was', async () => {
    await servers.boards.call('ACL', 'SETUSER', 'boards', 'on', '>right', '~*', '&*', '+@all');
    const said = await saidBy(open, { username: 'boards', password: 'wrong-secret' });
    expect(said).toBe(
      'REDIS_URL：Redis 不接受其中的用户名或密码。Redis does not accept the user name or the password in REDIS_URL.',
    );
    expect(await saidBy(open, { username: 'boards', password: 'right' })).toBe('opened');
    expect(await saidBy(open, {}, { username: 'boards', password: 'right' })).toMatch(/^KEYS_REDIS_URL：/);
  });

  it('starts while the Redis of the boards is away', async () => {
    expect(await saidBy(open, at('127.0.0.1', 1))).toBe('opened');
  });
});
