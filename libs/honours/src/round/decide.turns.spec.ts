import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryEventStore, openSqliteEventStore } from '@xf/adapters';
import { execute, executeAll, untyped, type AnyDecider, type BatchItem, type Clock, type EventStore } from '@xf/es';
import { honour } from '../honour/decide';
import { notices } from '../notice/decide';
import { quota } from '../quota/decide';
import { basis, openRound, propose, quotaRules, roundRules } from '../testing/examples';
import { noticeRules } from '../testing/notices';
import { nominationStream } from '../terms';
import { world, type World } from '../testing/world';
import { nomination } from '../nomination/decide';
import type { RoundCommand } from './command';
import { round as rounds } from './decide';

const pairs = 60;
const award = 'medal';

/** Every kind of log, opened anew for each test. */
const logs: Readonly<Record<string, (clock: Clock) => EventStore>> = {
  memory: memoryEventStore,
  sqlite(clock) {
    const folder = mkdtempSync(join(tmpdir(), 'xianfeng-turns-'));
    const store = openSqliteEventStore({ folder, clock });
    left.push(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    return store;
  },
};
const left: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of left.splice(0)) await close();
});

let count = 0;
const by = (actor = 'desk') => ({ actor, command: `turn-${count++}` });

async function done(w: World, decider: AnyDecider, command: { readonly type: string }, actor?: string): Promise<void> {
  const outcome = await execute(w.engine, decider, command, by(actor));
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
}

/** A round with one nominee on its list. */
async function listed(w: World, round: string, rules?: object): Promise<void> {
  const opening: RoundCommand = { ...openRound(), round, ...(rules === undefined ? {} : { rules }) };
  await w.round(opening);
  await w.recommend(propose('n1', { round, subject: `p_${round}`, basis: basis() }));
  if (rules !== undefined) {
    const units = [{ unit: 'q', figures: [{ figure: 'employees', value: '300' }] }];
    const inputs = { seats: [{ pot: 'main', seats: 1 }], units, outside: [] };
    await done(w, untyped(quota), { type: 'AllocateQuota', round, award, inputs } as never);
    await done(w, untyped(quota), {
      type: 'RankCandidates',
      round,
      award,
      unit: 'q',
      formal: ['n1'],
      substitutes: [],
    } as never);
  }
  await w.round({ type: 'ConfirmShortlist', round, award, nominations: ['n1'], omitted: [] });
}

const conferral = (round: string): readonly BatchItem[] => {
  const said = { round, award, decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' };
  const given = { nomination: 'n1', subject: `p_${round}`, name: '王填' };
  return [
    { decider: untyped(rounds), command: { type: 'RecordConferral', ...said, count: 1 } as never },
    { decider: untyped(honour), command: { type: 'ConferHonour', ...said, ...given } },
  ];
};

/**
 * Sends the conferral and the other command together, one or the other some turns of the loop later, so that each of their steps
 * meets each of the other's; answers how they ended.
 */
async function together(w: World, n: number, round: string, other: BatchItem): Promise<readonly [string, string]> {
  const [first, second] = n % 2 === 0 ? [0, n] : [n, 0];
  const after = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  };
  const decision = after(first).then(() => executeAll(w.engine, conferral(round), by()));
  const against = after(second).then(() => execute(w.engine, other.decider, other.command, by('chief')));
  return [(await decision).kind, (await against).kind];
}

/** How they ended, all ways that were met. */
async function met(w: World, prepare: (round: string) => Promise<BatchItem>): Promise<readonly string[]> {
  const ways = new Set<string>();
  for (let n = 0; n < pairs; n++) {
    const round = `r${n}`;
    const [decision, other] = await together(w, n, round, await prepare(round));
    const { state } = await w.engine.states.load(w.engine.store, nomination, nominationStream(round, 'n1'));
    ways.add(`${decision} ${other} ${state.status}`);
  }
  return [...ways].sort();
}

/** Never both, never neither; and both orders were met. */
async function takeTurns(w: World, prepare: (round: string) => Promise<BatchItem>): Promise<void> {
  const ways = (await met(w, prepare)).map((way) => way.split(' ').slice(0, 2).join(' '));
  expect([...new Set(ways)]).toEqual(['done refused', 'refused done']);
}

describe.each(Object.keys(logs))('a decision on a log in %s', (kind) => {
  it('domain-rules 23: and a withdrawal at the same moment never both succeed', async () => {
    const w = world(logs[kind]);
    await takeTurns(w, async (round) => {
      await listed(w, round);
      const command = { type: 'WithdrawNomination', round, nomination: 'n1', reason: '本人放弃' };
      return { decider: untyped(nomination), command };
    });
  });

  it('domain-rules 38: and an objection upheld at the same moment: who is honoured was not put out, and the other way round', async () => {
    const w = world(logs[kind]);
    const desk = untyped(notices);
    const ways = await met(w, async (round) => {
      await listed(w, round);
      const on = { round, notice: 'b1' };
      const about = { ...on, objection: 'o1' };
      const posting = { organization: 'd1', level: 'base', title: '公示', text: '公示', postedOn: '2026-04-20' };
      const nominees = [{ nomination: 'n1', details: [] }];
      const from = { way: 'letter', from: 'person', person: 'q1', name: '李四', contact: '某处', sealed: false };
      const signed = { finding: '不实', signer: '王五', signedBy: '总工会', signedOn: '2026-04-22', document: '函1号' };
      const receivedAt = Date.parse('2026-04-21T10:00:00+08:00');
      await done(w, desk, { type: 'PinNoticeRules', round, document: noticeRules } as never);
      await done(w, desk, { type: 'OpenNotice', ...on, ...posting, nominees } as never);
      const filed = { number: '1', nomination: 'n1', about: '材料不实', receivedAt };
      await done(w, desk, { type: 'FileObjection', ...about, ...from, ...filed });
      await done(w, desk, { type: 'VerifyObjection', ...about, ...signed });
      const command = { type: 'ResolveObjection', ...about, outcome: 'cancelled', reason: '属实' };
      return { decider: desk, command };
    });
    expect(ways).toContain('refused done withdrawn');
    // Behind the decision the outcome stands for itself: the nomination stays, and the honour goes by revocation.
    expect(ways.filter((way) => way.startsWith('done'))).not.toEqual([]);
    for (const way of ways.filter((one) => one.startsWith('done'))) expect(way).toMatch(/ open$/);
  });

  it('domain-rules 16: and another ranking at the same moment never both succeed', async () => {
    const w = world(logs[kind]);
    const { notice: _notice, ...rules } = roundRules;
    const quotas = [{ award, formula: quotaRules }];
    await takeTurns(w, async (round) => {
      await listed(w, round, { ...rules, quotas });
      const command = { type: 'RankCandidates', round, award, unit: 'q', formal: [], substitutes: [] };
      return { decider: untyped(quota), command };
    });
  });
});
