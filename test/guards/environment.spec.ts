import { resolve } from 'node:path';
import * as mocked from 'fraction.js';

type Environment = { readonly teardown: () => Promise<void> };
type Realm = new (config: { readonly projectConfig: { readonly fakeTimers: object } }) => Environment;
type Realms = Realm & { readonly load: (load: () => void) => void };

const OneRealm = jest.requireActual<Realms>(resolve(__dirname, '../support/environment.cjs'));

const shared = globalThis as typeof globalThis & { left?: string; lasting?: string };
const { structuredClone: ours } = globalThis;

describe('what one spec did to the process', () => {
  afterEach(() => {
    globalThis.structuredClone = ours;
    delete shared.lasting;
  });

  it('is put back before the next begins', async () => {
    process.env['XF_KEPT'] = 'before';
    const exit = process.exit.bind(process);
    const environment = new OneRealm({ projectConfig: { fakeTimers: {} } });
    const { exit: before } = process;
    shared.left = 'here';
    globalThis.structuredClone = () => 'replaced' as never;
    process.env['XF_LEFT'] = 'here';
    process.env['XF_KEPT'] = 'after';
    process.exit = exit;
    await environment.teardown();
    expect(shared).not.toHaveProperty('left');
    expect(globalThis.structuredClone).toBe(ours);
    expect([process.env['XF_LEFT'], process.env['XF_KEPT']]).toEqual([undefined, 'before']);
    expect(process.exit).toBe(before);
    delete process.env['XF_KEPT'];
  });
  it('stays where a package did it, which is loaded once', async () => {
    const environment = new OneRealm({ projectConfig: { fakeTimers: {} } });
    OneRealm.load(() => (shared.lasting = 'here'));
    await environment.teardown();
    expect(shared).toHaveProperty('lasting');
  });
});

jest.mock('fraction.js', () => ({ mocked: true }));

it('a package that is mocked is so for one spec, which can have the real one too', () => {
  expect(jest.requireActual('fraction.js')).not.toHaveProperty('mocked');
  expect(jest.requireMock('fraction.js')).toEqual({ mocked: true });
  expect(mocked).toMatchObject({ mocked: true });
});
