import { execute, isSealed, untyped } from '@xf/es';
import { honoursOf } from '../roll/query';
import { honourStream } from '../terms';
import { medal, register } from '../testing/examples';
import { keptMedal } from '../testing/keeping';
import { world, type World } from '../testing/world';
import { erasingWith } from './decide';
import { erasingStream } from './events';
import { defaultErasurePolicy, type ErasurePolicy } from './rules';
import { keptNames } from './shell.items';

const subject = 'p_n1';
const policy = (whileHeld: boolean): ErasurePolicy => ({
  ...{ ...defaultErasurePolicy, id: 'archives', version: whileHeld ? 2 : 1 },
  kept: [{ field: 'HonourRegistered.name', ground: '档案法', whileHeld }],
});
const badge = { ...medal, id: 'badge', title: '区优秀工会工作者' };

let count = 0;
async function run(w: World, context: Parameters<typeof erasingWith>[0], command: object): Promise<void> {
  const by = { actor: `a${count}`, command: `erasing-${count++}` };
  const outcome = await execute(w.engine, untyped(erasingWith(context)), command as never, by);
  expect(outcome).toMatchObject({ kind: 'done' });
}
const pin = (w: World, document: ErasurePolicy) =>
  run(w, {}, { type: 'PinErasurePolicy', organization: 'd1', document });

/** Asks for an erasure and confirms it; answers how many names stay and which keys went beside the person's. */
async function erase(w: World, request: string) {
  const on = { organization: 'd1', request };
  const { kept, keepers, names } = await keptNames(w.engine, await w.roll(), subject);
  await run(w, {}, { type: 'RequestErasure', ...on, subject, found: 'x', reason: '本人申请', ground: '法' });
  await run(w, { kept, keepers }, { type: 'ConfirmErasure', ...on });
  for (const key of [subject, ...keepers]) await w.engine.vault.destroy(key);
  return { names, keepers };
}

/** What can be read of the person: on each honour of the roll, and how many sealed names of the log. */
async function readable(w: World) {
  const { vault, store } = w.engine;
  const rows = honoursOf(await w.roll(), subject);
  const sealed = (await store.readAll(0, 1_000)).flatMap(({ data: { name } }) =>
    typeof name === 'string' && isSealed(name) ? [name] : [],
  );
  const names = (await vault.reveal(sealed)).filter((name) => name !== undefined);
  const shown = await vault.reveal(rows.map(({ name }) => name ?? ''));
  return {
    roll: Object.fromEntries(rows.map(({ award }, n) => [award, shown[n]])),
    log: names.length,
  };
}

/** A medal and a badge, of which the medal is revoked. */
async function honoured(): Promise<World> {
  const w = world();
  await w.adoption({
    ...{ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document: keptMedal, from: '2008-01-01' },
  });
  await w.honour(register());
  await w.honour(register({ award: 'badge', document: badge }));
  return w;
}
async function revoke(w: World): Promise<void> {
  const [given] = await w.engine.store.readStream(honourStream('medal', subject));
  await w.honour({
    ...{
      type: 'RevokeHonour',
      award: 'medal',
      subject,
      honour: given!.revision,
      organization: 'd1',
      revocation: 'rev1',
    },
    ...{ cause: 'crime', decision: '黄工字〔2026〕25号', approvedBy: '区总工会', revokedOn: '2026-03-30' },
  });
}

describe('an erasure asked for again', () => {
  it('domain-rules 122, 123: takes the name on a honour that was revoked since, and leaves the other', async () => {
    const w = await honoured();
    await pin(w, policy(true));
    expect(await erase(w, 'e1')).toEqual({ names: 2, keepers: [] });
    expect(await readable(w)).toEqual({ roll: { medal: '王填', badge: '王填' }, log: 2 });
    await revoke(w);
    expect(await erase(w, 'e2')).toEqual({ names: 1, keepers: [`${subject}~honour`] });
    expect(await readable(w)).toEqual({ roll: { medal: undefined, badge: '王填' }, log: 1 });
    // Nothing more to take: nothing is sealed anew.
    const before = await w.engine.store.head();
    expect(await erase(w, 'e3')).toEqual({ names: 1, keepers: [] });
    const types = (await w.engine.store.readAll(before, 100)).map(({ type }) => type);
    expect(types).toEqual(['ErasureRequested', 'ErasureConfirmed']);
    expect(await readable(w)).toEqual({ roll: { medal: undefined, badge: '王填' }, log: 1 });
  });

  it('domain-rules 122, 123: takes what a changed policy no longer keeps, for good', async () => {
    const w = await honoured();
    await revoke(w);
    await pin(w, policy(false));
    // Also on a revoked honour, where the policy does not say while it is held.
    expect(await erase(w, 'e1')).toEqual({ names: 2, keepers: [] });
    await pin(w, policy(true));
    expect(await erase(w, 'e2')).toEqual({ names: 1, keepers: [`${subject}~honour`] });
    await pin(w, defaultErasurePolicy);
    expect(await erase(w, 'e3')).toEqual({ names: 0, keepers: [`${subject}~honour~2`] });
    expect(await readable(w)).toEqual({ roll: { medal: undefined, badge: undefined }, log: 0 });
    await pin(w, policy(false));
    expect(await erase(w, 'e4')).toEqual({ names: 0, keepers: [] });
    const erased = (await w.engine.store.readStream('erasures-~all')).map(({ data }) => data['subject']);
    expect(erased).toEqual([subject, `${subject}~honour`, `${subject}~honour~2`]);
    expect((await w.engine.store.readStream(erasingStream('d1'))).length).toBe(12);
  });
});
