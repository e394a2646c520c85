import type { RoundEvent } from '../round/events';
import type { NominationState } from '../nomination/rules';
import { roundFold } from '../round/rules';
import { recommended } from '../testing/examples';
import {
  abandoned,
  besideIn,
  closed,
  filed,
  given,
  listing,
  nominee,
  on,
  open,
  opened,
  pinned,
  resolved,
  round,
  settle,
  spec,
  stateOf,
  statusOf,
  verified,
} from '../testing/noticed';
import { certified, openObjections } from './rules.standing';
import type { NoticeEvent } from './events';

/** n1 and m1 are of one person, for two awards; n2 is of somebody else. */
const entries = [...listing(['n1', 'n2']), { nomination: 'm1', award: 'certificate', subject: 'p-n1', details: [] }];
const begun = [pinned(), opened({ entries }), filed(), closed()];
const both = { ...given, nominations: new Map([...given.nominations, ['m1', nominee('p-n1')] as const]) };
const statuses = (...events: readonly NoticeEvent[]) => ['n1', 'm1', 'n2'].map((id) => statusOf(id, ...events));

describe('an objection to a person who is nominated twice', () => {
  it('domain-rules 36: holds the person on every entry, and nobody else', () => {
    expect(statuses(...begun)).toEqual(['held', 'held', 'passed']);
    expect(statuses(...begun, verified, resolved('kept'))).toEqual(['passed', 'passed', 'passed']);
  });

  it('domain-rules 36, 40: stands in the way of the certificate of any notice that lists the person', () => {
    const elsewhere = opened({ notice: 'base2', entries: [entries[2]!] });
    const state = stateOf(...begun, elsewhere, closed('base2'));
    expect(openObjections(state, state.notices.get('base2')!)).toHaveLength(1);
    expect(certified(state, state.notices.get('base2')!).through.size).toBe(0);
  });

  it('domain-rules 37, 38: that is upheld or left unanswered puts the person out, with every nomination on a notice', () => {
    expect(statuses(...begun, verified, resolved('cancelled'))).toEqual(['cancelled', 'cancelled', 'passed']);
    expect(statuses(...begun, abandoned)).toEqual(['abandoned', 'abandoned', 'passed']);
    const reason = '公示异议核实后取消：经核实';
    expect(besideIn(both, settle('cancelled'), ...begun)).toEqual([
      { type: 'WithdrawNomination', round, nomination: 'n1', reason },
      { type: 'WithdrawNomination', round, nomination: 'm1', reason },
    ]);
    expect(besideIn(both, { type: 'AbandonNomination', ...on }, ...begun)).toHaveLength(2);
    const decided: RoundEvent = {
      ...{ type: 'HonoursDecided', round, award: 'medal', issuer: '区工发', year: 2024, number: 1 },
      ...{ conferredOn: '2024-04-01', count: 1, shortlist: 1 },
    };
    const other: NominationState = {
      ...{ status: 'open' },
      proposed: { award: 'certificate', receiver: 'person', subject: 'p-n1', basis: recommended },
    };
    const after = {
      ...both,
      round: roundFold.evolve(given.round, decided, 0),
      nominations: new Map([...both.nominations, ['m1', other] as const]),
    };
    expect(besideIn(after, settle('cancelled'), ...begun)).toMatchObject([{ nomination: 'm1' }]);
  });

  it('domain-rules 38: that adjusts one nomination leaves the other as it is', () => {
    expect(statuses(...begun, verified, resolved('adjusted'))).toEqual(['adjusted', 'passed', 'passed']);
  });

  it('domain-rules 36: and nobody who is out by one is listed on another notice', () => {
    const anew = open({ notice: 'base2', nominees: [{ nomination: 'm1', details: [] }] });
    spec(...[pinned(), opened(), filed(), verified, resolved('cancelled')])
      .when(anew, { given: both })
      .thenRejected({ code: 'nomination-not-open', nomination: 'm1', status: 'cancelled' });
  });
});
