import { randomUUID } from 'node:crypto';
import type { Clock } from '@xf/es';
import { openShared, openWorker, type Runtime } from '@xf/runtime';
import { startServers, type Servers } from '../../../../test/support/servers';
import { opening } from './world';

/** Imported before a story, it plays the story on servers: an api process and a worker on a shared log. */
let servers: Servers;
/** The server stamps what is recorded, so it goes by the clock of the story. */
let clock: Clock = { now: () => 0 };

beforeAll(async () => {
  servers = await startServers(() => clock.now());
}, 30_000);
afterAll(() => servers.stop(), 30_000);

opening.onServers = true;
opening.runtime = async (now, around) => {
  clock = now;
  await servers.boards.call('FLUSHALL');
  const log = `t${randomUUID().replaceAll('-', '')}`;
  const options = { clock: now, storeTimes: { deadlineMs: 1_000, patienceMs: 5_000 } };
  const worker = await openWorker({ ...servers.deployment(log, log), ...options });
  const api = await openShared({
    ...servers.deployment(log, log),
    ...options,
    ...(around === undefined ? {} : { around }),
  });
  return {
    ...api,
    following: {
      ...api.following,
      until: (position, signal, kind) => (kind === 'reaction' ? worker : api).following.until(position, signal, kind),
    },
    close: async () => {
      await api.close();
      await worker.close();
    },
  } satisfies Runtime;
};
