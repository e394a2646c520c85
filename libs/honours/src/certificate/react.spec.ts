import { memoryViews } from '@xf/adapters';
import { answerTogether, decodeRecorded, reactionFollower, untyped } from '@xf/es';
import { honour } from '../honour/decide';
import type { HonourEvent } from '../honour/events';
import { keptMedal } from '../testing/keeping';
import { world, type World } from '../testing/world';
import { issueOnConferral } from './react';

/** Nine honours by one decision; answers what the log holds of them. */
async function conferred() {
  const w = world();
  const document = keptMedal;
  await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from: '2008-01-01' });
  const said = { organization: 'd1', award: 'medal', receiver: 'person', reason: '救人' } as const;
  const given = { ...said, decision: '黄工字〔2026〕7号', conferredOn: '2026-04-01' };
  const all = Array.from({ length: 9 }, (_, n) => {
    const command = { type: 'ConferInstantly', ...given, subject: `p${n}`, name: `姓名${n}` } as const;
    return { decider: untyped(honour), command };
  });
  expect(await w.all(all)).toMatchObject({ kind: 'done', added: 9 });
  const reaction = issueOnConferral(w.engine);
  const stored = (await w.engine.store.readAll(0, 100)).filter(({ type }) => reaction.codec.knows(type));
  return { w, reaction, events: stored.flatMap((one) => decodeRecorded(reaction.codec, one) ?? []) };
}

const issued = async (w: World) =>
  (await w.engine.store.readAll(0, 100))
    .filter(({ type }) => type === 'CertificateIssued')
    .map(({ data, causation, command }) => ({ number: data['number'], subject: data['subject'], causation, command }));

const expected = Array.from({ length: 9 }, (_, n) => ({
  ...{ number: `黄奖章2026000${n + 1}`, subject: `p${n}`, causation: `honour-medal.p${n}@0` },
}));

it('domain-rules 113: a conferral has its numbers in its order by one append, each with the honour that caused it', async () => {
  const { w, reaction, events } = await conferred();
  const follower = reactionFollower(w.engine, reaction, memoryViews().open<never>('r', 1));
  await follower.take(events, await w.engine.store.head());
  const told = await issued(w);
  expect(told).toMatchObject(expected);
  expect(new Set(told.map(({ command }) => command)).size).toBe(1);
});

it('domain-rules 113: after a crash the same honours have the same numbers, in whatever company they are answered', async () => {
  const { w, reaction, events } = await conferred();
  const answer = (from: number, to: number) => answerTogether<HonourEvent>(w.engine, reaction, events.slice(from, to));
  await answer(0, 4);
  for (const [from, to] of [
    [0, 4],
    [2, 7],
    [0, 9],
    [8, 9],
    [0, 1],
  ] as const) {
    await answer(from, to);
  }
  expect(await issued(w)).toMatchObject(expected);
  expect(await issued(w)).toHaveLength(9);
});
