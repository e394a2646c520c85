import { committeeFold } from '../committee/rules.standing';
import type { CommitteeEvent } from '../committee/events';
import { accounts, committeeRules, seats } from '../testing/committees';
import type { ReviewEvent } from './events';
import { sessionSeen, type Reader } from './query';
import { reviewFold } from './rules.standing';

const round = 'r2026';
const on = { round, session: 's1' };

/** What may differ of the second item, which m1 is recused from. */
type Content = { readonly nomination: string; readonly name: string; readonly score: string; readonly passed: boolean };
const one: Content = { nomination: 'n2', name: '王填', score: '9.1', passed: true };
const other: Content = { nomination: 'n7', name: '刘令安', score: '3', passed: false };
const readers: readonly Reader[] = [
  { kind: 'member', account: 'm1' },
  { kind: 'office', account: 'm1' },
];

function read(content: Content, kind: 'first-audit' | 'scoring' | 'ballot', closed: boolean, reader: Reader): string {
  const { nomination, name, score, passed } = content;
  const items = ['n1', nomination, 'n3'].map((id) => ({ nomination: id, award: 'medal' }));
  const count = (id: string, yes: number) => ({
    ...{ nomination: id, out: 9, in: 9, yes, no: 9 - yes, abstain: 0, invalid: 0 },
    ...{ members: 10, recused: 1, present: 9, quorum: 6, needed: 5, outcome: yes > 4 ? 'passed' : 'failed' },
  });
  const work: Readonly<Record<typeof kind, ReviewEvent>> = {
    'first-audit': { type: 'AuditDecided', ...on, nomination, passed, reason: name, by: 'desk' },
    scoring: { type: 'ScoresRecorded', ...on, member: 'm2', scores: [{ nomination, score }] },
    ballot: {
      ...{ type: 'BallotCounted', ...on, ballot: 1, tellers: ['a', 'b'] },
      items: [count('n1', 9), count(nomination, passed ? 8 : 1)] as never,
    },
  };
  const outcome = passed ? 'passed' : 'failed';
  const history: readonly ReviewEvent[] = [
    { type: 'SessionOpened', ...on, kind, items, present: accounts(10), tellers: ['a', 'b'], by: 'desk' },
    { type: 'RecusalFound', ...on, member: 'm1', nomination, ground: passed ? 'same-unit' : 'kin' },
    work[kind],
    ...(closed
      ? [{ type: 'SessionClosed', ...on, results: [{ nomination, outcome, total: score }], by: 'desk' } as const]
      : []),
  ];
  const said: readonly CommitteeEvent[] = [{ type: 'CommitteeNamed', round, members: seats(10), by: 'desk' }];
  const review = history.reduce((state, event) => reviewFold.evolve(state, event, 0), reviewFold.initial);
  const committee = said.reduce((state, event) => committeeFold.evolve(state, event, 0), committeeFold.initial);
  const nameOf = (id: string) => ({ name: id === nomination ? name : '他人', unit: '第一机械厂' });
  const session = review.sessions.get('s1')!;
  return JSON.stringify(sessionSeen(session, { review, committee, document: committeeRules, reader, nameOf }));
}

const kinds = ['first-audit', 'scoring', 'ballot'] as const;

describe('what a session shows', () => {
  it.each(kinds.flatMap((kind) => [false, true].map((closed) => [kind, closed] as const)))(
    'domain-rules 44: a recused member reads the same bytes of a %s (closed: %s), whatever the item is',
    (kind, closed) => {
      for (const reader of readers) {
        const seen = read(one, kind, closed, reader);
        expect(read(other, kind, closed, reader)).toBe(seen);
        expect(JSON.parse(seen)).toMatchObject({ hidden: 1, items: [{ number: 1 }, { number: 2, hidden: true }, {}] });
      }
      // Another member does read it, so there was something to hide.
      const neighbour: Reader = { kind: 'member', account: 'm3' };
      expect(read(other, kind, closed, neighbour)).not.toBe(read(one, kind, closed, neighbour));
    },
  );

  it('shows members each their own score, and all of them when the session is closed', () => {
    const scoresFor = (account: string, closed: boolean) =>
      (JSON.parse(read(one, 'scoring', closed, { kind: 'member', account })) as { items: { scores: object[] }[] })
        .items[1]!.scores;
    expect(scoresFor('m2', false)).toEqual([{ member: 'm2', score: '9.1' }]);
    expect(scoresFor('m3', false)).toEqual([]);
    expect(scoresFor('m3', true)).toEqual([{ member: 'm2', score: '9.1' }]);
  });

  it('shows who is recused and why to the office alone, and to others nothing but results', () => {
    const office = read(one, 'ballot', true, { kind: 'office', account: 'auditor' });
    expect(office).toContain('"recusals":[{"member":"m1","grounds":["same-unit"]}]');
    const member = read(one, 'ballot', true, { kind: 'member', account: 'm3' });
    expect(member).toContain('"yes":8');
    expect(member).not.toMatch(/recusals|same-unit/);
    const outside = JSON.parse(read(one, 'ballot', true, { kind: 'other', account: 'x' })) as { items: object[] };
    expect(Object.keys(outside)).toEqual(['session', 'kind', 'status', 'items', 'hidden']);
    expect(Object.keys(outside.items[1]!)).toEqual([
      'number',
      'nomination',
      'award',
      'name',
      'unit',
      'outcome',
      'total',
    ]);
  });

  it('shows others nothing before it is closed', () => {
    expect(read(one, 'ballot', false, { kind: 'other', account: 'x' })).toBeUndefined();
  });
});
