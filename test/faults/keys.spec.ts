import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account } from '@xf/access';
import { execute, Outage } from '@xf/es';
import { keysFitLog, openRuntime } from '@xf/runtime';

const folder = mkdtempSync(join(tmpdir(), 'xianfeng-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('refuses to go on with a key file that is not the one of the log', async () => {
  const home = join(folder, 'home');
  const first = await openRuntime({ folder: home });
  const command = { type: 'CreateAccount', account: 'ann', displayName: '安', passwordHash: 'x' } as const;
  await execute(first.engine, account, command, { actor: 'ops:test', command: 'c1' });
  await keysFitLog(first.engine);
  await first.close();
  cpSync(join(home, 'keys.sqlite'), join(folder, 'kept'));
  rmSync(join(home, 'keys.sqlite'));

  const without = await openRuntime({ folder: home });
  await expect(keysFitLog(without.engine)).rejects.toThrow(Outage);
  await without.close();

  rmSync(join(home, 'keys.sqlite'));
  cpSync(join(folder, 'kept'), join(home, 'keys.sqlite'));
  const again = await openRuntime({ folder: home });
  await expect(keysFitLog(again.engine)).resolves.toBeUndefined();
  await again.close();
});
