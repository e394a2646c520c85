import { executeAll } from '@xf/es';
import { openRound, propose } from '../testing/examples';
import { world } from '../testing/world';
import { nominationItems } from './decide';
import { recommendedAs } from './shell.again';

it('whoever was withdrawn is recommended as another nomination, and a repeated request finds its own', async () => {
  const w = world();
  await w.round(openRound());
  const said = { round: 'r2026', award: 'medal', by: 'u7', subject: 'p1' };
  const standing = (repeated?: string) => recommendedAs(w.engine, said, repeated);
  const recommend = async (command: string) => {
    const { id } = await standing();
    await executeAll(w.engine, nominationItems(propose(id, { subject: 'p1' })), { actor: 'desk', command });
    return id;
  };
  const withdraw = (id: string) =>
    w.nomination({ type: 'WithdrawNomination', round: 'r2026', nomination: id, reason: '误报' });
  expect(await standing()).toMatchObject({ again: false, state: { status: 'unknown' } });
  const first = await recommend('c-first');
  expect(await standing()).toMatchObject({ id: first, again: false, state: { status: 'open' } });
  await withdraw(first);
  expect(await standing()).toMatchObject({ again: true, state: { status: 'unknown' } });
  const second = await recommend('c-second');
  await withdraw(second);
  const third = await recommend('c-third');
  expect(new Set([first, second, third]).size).toBe(3);
  expect((await standing('c-first')).id).toBe(first);
  expect((await standing('c-second')).id).toBe(second);
  expect((await standing('c-third')).id).toBe(third);
});
