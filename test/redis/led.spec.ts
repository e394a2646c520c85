import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, ledFollower, type Led, type RedisLink } from '@xf/adapters';
import type { Follower } from '@xf/es';
import { startRedis, type RedisServer } from '../support/redis';

let server: RedisServer;
const links: RedisLink[] = [];
const open: Led[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  for (const link of links.splice(0)) link.close();
});
afterAll(() => server.stop());

/** A process of a log, which notes what it did and what it passed over because another did it. */
function processOf(log: string) {
  const redis = connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });
  const told = { done: [] as number[], skipped: [] as number[] };
  let at = 0;
  const worker: Follower = {
    ...{ name: 'nominations', kind: 'reaction', position: () => at },
    take: async (_batch, upTo) => {
      await sleep(0);
      at = upTo;
      told.done.push(upTo);
    },
  };
  const skip = (upTo: number): void => {
    at = upTo;
    told.skipped.push(upTo);
  };
  const led = ledFollower({ redis, log, name: 'nominations', worker, skip });
  links.push(redis);
  open.push(led);
  return { led, told };
}

it('has one of the processes of a log work, and the other pass over what was done', async () => {
  const [one, two] = [processOf('city'), processOf('city')];
  await Promise.all([one.led.take([], 5), two.led.take([], 5)]);
  expect([...one.told.done, ...two.told.done]).toEqual([5]);
  expect([...one.told.skipped, ...two.told.skipped]).toEqual([5]);
});

it('has the processes of two logs on one server both work: what one did is not done in the other', async () => {
  const [one, two] = [processOf('north'), processOf('south')];
  await one.led.take([], 900);
  await two.led.take([], 5);
  expect([one.told, two.told]).toEqual([
    { done: [900], skipped: [] },
    { done: [5], skipped: [] },
  ]);
});
