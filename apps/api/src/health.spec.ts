import { Outage } from '@xf/es';
import { competing, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const ready = () => world.get(undefined, '/readyz');

describe('/readyz', () => {
  it('names the log when it does not answer, in the words of the outage', async () => {
    const { store } = world.runtime.engine;
    const head = jest.spyOn(store, 'head').mockRejectedValue(new Outage('无法读取。It cannot be read.'));
    expect(await ready()).toMatchObject({
      status: 503,
      body: { ready: false, failing: [{ part: 'log', why: '无法读取。It cannot be read.' }], followers: [] },
    });
    head.mockRestore();
    expect((await ready()).body).not.toHaveProperty('failing');
  });

  it('says nothing of where files lie', async () => {
    const { runtime } = world;
    const outage = '缓存 /var/lib/xianfeng/ops/index.sqlite 无法使用（SQLITE_FULL）。It is in data/ops/x.';
    const head = jest.spyOn(runtime.engine.store, 'head').mockRejectedValue(new Outage(outage));
    const told = '缓存 … 无法使用（SQLITE_FULL）。It is in …';
    expect(await ready()).toMatchObject({ body: { failing: [{ part: 'log', why: told }] } });
    head.mockRestore();
    const [first] = await runtime.following.status();
    const status = jest.spyOn(runtime.following, 'status').mockResolvedValue([{ ...first!, outage }]);
    expect(await ready()).toMatchObject({ body: { followers: [{ name: first!.name, outage: told }] } });
    status.mockRestore();
  });

  it('names the log when it takes too long', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const head = jest.spyOn(world.runtime.engine.store, 'head').mockReturnValue(new Promise(() => undefined));
    const asked = ready();
    for (let n = 0; n < 50; n++) await new Promise(setImmediate);
    jest.advanceTimersByTime(2_000);
    const answer = await asked;
    head.mockRestore();
    jest.useRealTimers();
    expect(answer).toMatchObject({ status: 503, body: { failing: [{ part: 'log' }] } });
  });

  it('names the keys when they do not open what the log holds, and says nothing of what that was', async () => {
    await competing(world, 1);
    expect((await ready()).status).toBe(200);
    const { vault } = world.runtime.engine;
    const reveal = jest.spyOn(vault, 'reveal').mockImplementation(([sealed = '']) => {
      throw new TypeError(`no key was ever made for ${sealed}`);
    });
    expect(await ready()).toMatchObject({
      status: 503,
      body: { ready: false, failing: [{ part: 'keys', why: 'TypeError' }] },
    });
    reveal.mockRestore();
    expect((await ready()).status).toBe(200);
  });

  it('names the view that halted and where, but not what its bug said', async () => {
    const { following } = world.runtime;
    const status = await following.status();
    const halt = (halted: string) =>
      jest.spyOn(following, 'status').mockResolvedValue(status.map((one, n) => (n === 0 ? { ...one, halted } : one)));
    halt('account-wang@3 (position 25): 张晓明 is not a number');
    const answer = await ready();
    expect(answer).toMatchObject({
      status: 503,
      body: { failing: [{ part: 'directory', why: '已停止。Halted. account-…@3 (position 25)' }] },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/张晓明|wang/);
    halt('entry-c.e@0 (position 9): PrizePainted: no codec knows this event type');
    expect(JSON.stringify((await ready()).body)).toContain('entry-c.e@0 (position 9): PrizePainted: no codec');
  });
});
