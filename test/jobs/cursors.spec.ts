import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openRedisCursors, openRedisVault } from '@xf/adapters';
import { Outage } from '@xf/es';
import { openCursorFile, type Cursors } from '@xf/jobs';
import { scratchFolder } from '../contracts/setups';
import { addressOf, startKeyServer } from '../keys/support';
import type { RedisServer } from '../support/redis';

type Setup = {
  /** Opens the same cursors again, beside those that are open. */
  readonly open: () => Cursors;
  /** Makes writing fail, and well again. */
  readonly breakIt: () => Promise<void>;
  readonly mendIt: () => Promise<void>;
  readonly cleanup: () => Promise<void>;
};

/** What cursors promise, for every adapter. */
function cursorsContract(name: string, make: () => Promise<Setup>): void {
  describe(`cursors contract: ${name}`, () => {
    let setup: Setup;
    beforeEach(async () => {
      setup = await make();
    });
    afterEach(() => setup.cleanup());

    it('keeps what was put, each subscription for itself, also when it is opened again', async () => {
      const cursors = setup.open();
      expect(await cursors.get('a')).toBeUndefined();
      await cursors.put('a', 7);
      await cursors.put('b', Number.MAX_SAFE_INTEGER);
      await cursors.put('none', 0);
      const again = setup.open();
      expect(await Promise.all(['a', 'b', 'none', 'c'].map((one) => again.get(one)))).toEqual([
        7,
        Number.MAX_SAFE_INTEGER,
        0,
        undefined,
      ]);
    });

    it('never goes back, for whoever comes late with an earlier position', async () => {
      const cursors = setup.open();
      await cursors.put('a', 100);
      await cursors.put('a', 99);
      await cursors.put('a', 20);
      expect(await cursors.get('a')).toBe(100);
      await Promise.all([130, 101, 120, 9].map((position) => cursors.put('a', position)));
      expect(await setup.open().get('a')).toBe(130);
    });

    it('throws an outage when it cannot be kept, and goes on when it can', async () => {
      const cursors = setup.open();
      await cursors.put('a', 1);
      await setup.breakIt();
      await expect(cursors.put('a', 2)).rejects.toThrow(Outage);
      await setup.mendIt();
      await cursors.put('a', 3);
      expect(await setup.open().get('a')).toBe(3);
    });
  });
}

cursorsContract('file', async () => {
  const { folder, cleanup } = scratchFolder();
  const path = join(folder, 'deep', 'cursors.json');
  return {
    cleanup,
    open: () => openCursorFile(path),
    breakIt: async () => {
      mkdirSync(`${path}.new`);
    },
    mendIt: async () => rmSync(`${path}.new`, { recursive: true }),
  };
});

describe('with a Redis of its own', () => {
  let server: RedisServer;
  let tests = 0;
  beforeAll(async () => {
    server = await startKeyServer();
  });
  afterAll(() => server.stop());

  cursorsContract('redis', async () => {
    const key = `test${(tests += 1)}`;
    const opened: { close: () => void }[] = [];
    return {
      open: () => {
        const cursors = openRedisCursors({ redis: addressOf(server), key });
        opened.push(cursors);
        return cursors;
      },
      breakIt: () => server.kill(),
      mendIt: () => server.start(),
      cleanup: async () => {
        for (const one of opened) one.close();
      },
    };
  });

  it('a worker that is late does not undo what another has put', async () => {
    const [early, late] = [0, 1].map(() => openRedisCursors({ redis: addressOf(server) }));
    try {
      await late!.put('a', 5);
      await early!.put('a', 40);
      await late!.put('a', 6);
      expect(await early!.get('a')).toBe(40);
      expect(await server.call('HGETALL', 'xf:webhook-cursors')).toEqual(['a', '40']);
    } finally {
      early!.close();
      late!.close();
    }
  });

  it('lives on the server that holds the keys of people, which keeps it when it is killed', async () => {
    const vault = await openRedisVault({ redis: addressOf(server), prefix: 'beside:' });
    const cursors = openRedisCursors({ redis: addressOf(server), key: 'beside' });
    await cursors.put('a', 11);
    await server.kill();
    await server.start();
    expect(await cursors.get('a')).toBe(11);
    cursors.close();
    await vault.close();
  });
});
