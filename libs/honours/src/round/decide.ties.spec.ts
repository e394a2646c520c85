import type { ReadState } from '@xf/es';
import { reviewStream, type ReviewEvent } from '../ballot/events';
import { reviewFold, type ReviewState } from '../ballot/rules.standing';
import type { NominationState } from '../nomination/rules';
import { noticeFold } from '../notice/rules.standing';
import { quotaFold } from '../quota/rules.standing';
import { shortlistRules } from '../testing/examples';
import { nominee, openedUnder, roundAfter, stated } from '../testing/held';
import { roundStream } from '../terms';
import { committeeRules } from '../testing/committees';
import type { ConfirmShortlist } from './command';
import { round } from './decide';

const ids = ['a', 'b', 'c', 'd'];
const at = { round: 'r2026', award: 'medal' } as const;
const document = { ...shortlistRules, clauses: [], ties: 'ballot' } as const;
const state = roundAfter(openedUnder({ shortlist: { awards: [{ award: 'medal', seats: 2, document }] } }, ids));

type Passed = Readonly<Record<string, boolean>>;
/** A closed session: who stood for election in it and in its last ballot, and who passed. */
const balloted = (session: string, items: string, passed: Passed, isClosed = true): readonly ReviewEvent[] => {
  const on = { round: 'r2026', session };
  const all = items.split(' ').map((nomination) => ({ nomination, award: 'medal' }));
  const counted = Object.entries(passed).map(([nomination, yes]) => ({
    ...{ nomination, out: 9, in: 9, yes: yes ? 9 : 0, no: yes ? 0 : 9, abstain: 0, invalid: 0 },
    ...({ members: 9, recused: 0, present: 9, quorum: 6, needed: 5, outcome: yes ? 'passed' : 'failed' } as const),
  }));
  const results = all.map(({ nomination }) => {
    return { nomination, outcome: passed[nomination] === true ? 'passed' : 'failed' } as const;
  });
  return [
    { type: 'SessionOpened', ...on, kind: 'ballot', items: all, present: [], tellers: ['x', 'y'], by: 'desk' },
    { type: 'BallotCounted', ...on, ballot: 1, tellers: ['x', 'y'], items: counted },
    ...(isClosed ? ([{ type: 'SessionClosed', ...on, results, by: 'desk' }] as const) : []),
  ];
};
const reviewed = (...events: readonly ReviewEvent[]): ReviewState =>
  events.reduce((before, event) => reviewFold.evolve(before, event, 0), reviewFold.initial);

/** Confirms a list where b and c are equal behind a, in front of d, and two have a seat. */
function confirm(
  list: string,
  more: Partial<ConfirmShortlist> = {},
  review = reviewed(),
  gone: readonly string[] = [],
) {
  const nominations = list.split(' ');
  const open = ids.filter((id) => !gone.includes(id));
  const omitted = open.filter((id) => !nominations.includes(id)).map((id) => ({ nomination: id, reason: '名额所限' }));
  const known = ids.map((id): [string, NominationState] => {
    return [id, nominee(`p-${id}`, gone.includes(id) ? 'withdrawn' : 'open')];
  });
  const proposal = {
    ...{ version: 1, documentHash: 'h', inputs: { seats: 2, candidates: [] }, inputsHash: 'h', fits: true },
    ...{ chosen: nominations, answer: { tied: ['b', 'c'], ballot: true }, answerHash: 'h', by: 'tester' },
  };
  const merits = ids.map((id, n) => [id, stated(id, String([90, 80, 80, 70][n]))] as const);
  const given = {
    ...{ nominations: new Map(known), shortlist: { stated: new Map(merits), proposal }, quota: quotaFold.initial },
    ...{ notices: noticeFold.initial, review, stood: new Set(ids) },
  };
  const command = { type: 'ConfirmShortlist', ...at, nominations, omitted, ...more } as const;
  return round.decide(command, state, { now: 0, actor: 'tester', given });
}

const undecided = { rejected: { code: 'tie-undecided', nominations: ['b', 'c'] } };
const idle = { rejected: { code: 'deviation-idle', clauses: ['ties'] } };
const because = (reason: string) => ({ deviations: [{ clause: 'ties', reason }] });

describe('a list of which some are tied with some who are not on it', () => {
  it('domain-rules 47: is refused until the tied were voted on again, or for a reason', () => {
    expect(confirm('a b')).toEqual(undecided);
    expect(confirm('a b', because(' '))).toEqual(undecided);
    expect(confirm('a b', because('经主席团研究'))).toMatchObject({
      events: [{ tie: { nominations: ['b', 'c'], reason: '经主席团研究' } }],
    });
  });

  it('domain-rules 47: stands as a ballot over exactly the tied came out, and keeps which', () => {
    const chose = reviewed(...balloted('s2', 'b c', { b: true, c: false }));
    expect(confirm('a b', {}, chose)).toMatchObject({ events: [{ tie: { nominations: ['b', 'c'], session: 's2' } }] });
    expect(confirm('a c', {}, chose)).toEqual(undecided);
    expect(confirm('a b', because('经主席团研究'), chose)).toEqual(idle);
    const again = reviewed(
      ...balloted('s2', 'b c', { b: true, c: false }),
      ...balloted('s3', 'b c', { b: false, c: true }),
    );
    expect(confirm('a b', {}, again)).toEqual(undecided);
    const running = reviewed(
      ...balloted('s2', 'b c', { b: true, c: false }),
      ...balloted('s3', 'b c', { b: false, c: true }, false),
    );
    expect(confirm('a b', {}, running)).toMatchObject({ events: [{ tie: { session: 's2' } }] });
    const within = reviewed(...balloted('s1', 'a b c', { b: true, c: false }));
    expect(confirm('a b', {}, within)).toMatchObject({ events: [{ tie: { session: 's1' } }] });
  });

  it.each([
    ['over others too', balloted('s1', 'a b c d', { a: true, b: true, c: false, d: false })],
    ['over one of them', balloted('s1', 'b', { b: true })],
    ['that let both pass', balloted('s1', 'b c', { b: true, c: true })],
    ['that is not closed', balloted('s1', 'b c', { b: true, c: false }, false)],
  ])('domain-rules 47: is not decided by a ballot %s', (_what, events) =>
    expect(confirm('a b', {}, reviewed(...events))).toEqual(undecided),
  );

  it('has nothing to decide with all of the tied, with none, or with one who is alone by now', () => {
    for (const list of ['b c', 'a d']) {
      expect(confirm(list)).toMatchObject({ events: [{ type: 'ShortlistConfirmed' }] });
      expect(confirm(list, because('经主席团研究'))).toEqual(idle);
    }
    expect(confirm('a b', {}, reviewed(), ['c'])).toMatchObject({ events: [{ version: 1 }] });
  });

  it('goes by the sessions in the log, where the round has a committee', async () => {
    const review = reviewed(...balloted('s2', 'b c', { b: true, c: false }));
    const command = { type: 'ConfirmShortlist', ...at, nominations: [], omitted: [] } as const;
    const shortlist = { awards: [{ award: 'medal', seats: 2, document }] };
    const log = (inRound: object) =>
      new Map<string, unknown>([
        [roundStream('r2026'), inRound],
        [reviewStream('r2026'), review],
      ]);
    const given = (states: ReadonlyMap<string, unknown>) => {
      const read = ((fold, stream) => Promise.resolve(states.get(stream) ?? fold.initial)) as ReadState;
      return round.given?.(command, read);
    };
    const seated = roundAfter(openedUnder({ shortlist, committee: committeeRules }, []));
    expect(await given(log(seated))).toMatchObject({ review });
    expect(await given(log(state))).toMatchObject({ review: reviewFold.initial });
  });
});
