import type { ReadState } from '@xf/es';
import { specFor } from '@xf/es/testing';
import type { ShortlistDocument } from '@xf/shortlist';
import { shortlist } from '@xf/shortlist';
import type { NominationState } from '../nomination/rules';
import { shortlistRules } from '../testing/examples';
import { nominee, openedUnder, roundAfter, stated } from '../testing/held';
import type { ShortlistCommand } from './command';
import { shortlisting, type ShortlistGiven } from './decide';
import { stoodOf } from './decide.ready';
import type { ShortlistEvent, ShortlistInputs, Stated } from './events';
import { hashShortlist } from './rules';
import { answerOf, chosenOf } from './rules.answer';
import { asCandidates } from './rules.candidates';

const on = { round: 'r2026', award: 'medal' } as const;
const ids = ['a', 'b', 'c', 'd'];
const decider = shortlisting(shortlist);
const known = new Map<string, NominationState>([
  ...ids.map((id) => [id, nominee(`p_${id}`)] as const),
  ['gone', nominee('p-gone', 'withdrawn')],
]);
const under = (document: ShortlistDocument = shortlistRules, seats?: number): ShortlistGiven => ({
  round: roundAfter(
    openedUnder({ shortlist: { awards: [{ award: 'medal', document, ...(seats === undefined ? {} : { seats }) }] } }, [
      ...ids,
      'gone',
    ]),
  ),
  nominations: known,
});
const spec = specFor(decider, { given: under() });
const state = (...all: readonly Stated[]): ShortlistCommand => ({ type: 'StateMerits', ...on, stated: all });
const told = (...all: readonly Stated[]): ShortlistEvent => ({
  type: 'MeritsStated',
  ...on,
  stated: all,
  by: 'tester',
});
const propose: ShortlistCommand = { type: 'ProposeShortlist', ...on };

const field = [
  stated('a', '90', 'head'),
  stated('b', '89', 'head frontline'),
  stated('c', '80', 'frontline'),
  stated('d', '70', ''),
];
const inputsOf = (seats: number, candidates = field): ShortlistInputs => ({
  seats,
  candidates: candidates.map((one) => ({ ...one, unit: '第一机械厂' })),
});

/** What the decider would gather, solved for real. */
async function solved(inputs: ShortlistInputs, document = shortlistRules) {
  const result = await shortlist(document, asCandidates(inputs.candidates), inputs.seats);
  return { inputs, result };
}
const problemsOf = (command: ShortlistCommand) => {
  const answer = decider.decide(command, decider.initial, { now: 0, actor: 'tester', given: under() });
  if (!('rejected' in answer) || answer.rejected.code !== 'merits-refused') return answer;
  return answer.rejected.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('merits', () => {
  it('are recorded, and only what is new is recorded again', () => {
    spec()
      .when(state(...field))
      .then(told(...field));
    const better = stated('c', '85', 'frontline');
    spec(told(...field))
      .when(state(stated('a', '90', 'head'), better))
      .then(told(better));
    spec(told(...field))
      .when(state(...field))
      .then();
  });

  it('are refused with everything that is wrong, each by its place', () => {
    expect(
      problemsOf(
        state(stated('a', '90', 'head'), stated('a', '91'), stated('gone', '80'), stated('nobody', '80'), {
          ...stated('b', '80', 'poet', 'x'),
          attributes: [{ attribute: 'region', value: '黄山' }],
        }),
      ),
    ).toEqual([
      '/stated/1/nomination nomination-repeated',
      '/stated/2/nomination nomination-not-open',
      '/stated/3/nomination nomination-unknown',
      '/stated/4/list list-unknown',
      '/stated/4/categories category-unknown',
      '/stated/4/attributes/0/attribute attribute-unknown',
    ]);
  });

  it('need rules for the list', () => {
    const bare = { round: roundAfter(openedUnder({}, ids)), nominations: known };
    spec()
      .when(state(stated('a', '90')), { given: bare })
      .thenRejected({ code: 'shortlist-rules-missing' });
  });
});

describe('a proposal', () => {
  it('domain-rules 17, 18: is the best list that meets every clause, kept with all it was worked out from', async () => {
    const solution = await solved(inputsOf(2));
    const { result } = solution;
    if (result.kind !== 'list') throw new Error('a list was expected');
    expect(result.chosen).toEqual(['a', 'c']);
    const answer = answerOf(result);
    expect(answer).toMatchObject({ merit: '170', prices: [{ clause: 'heads' }] });
    spec(told(...field))
      .when(propose, { given: { ...under(), solved: solution } })
      .then({
        ...{ type: 'ShortlistProposed', ...on, version: 1, documentHash: hashShortlist(shortlistRules) },
        ...{ inputs: inputsOf(2), inputsHash: hashShortlist(inputsOf(2)), fits: true, chosen: ['a', 'c'] },
        ...{ answer, answerHash: hashShortlist(answer), by: 'tester' },
      });
  });

  it('adds nothing while nothing it follows from has changed', async () => {
    const given = { ...under(), solved: await solved(inputsOf(2)) };
    const facts = { now: 0, actor: 'tester', given };
    const first = decider.decide(propose, decider.initial, facts);
    if ('rejected' in first) throw new Error('an event was expected');
    spec(...first.events)
      .when(propose, { given })
      .then();
  });

  it('domain-rules 28: where no list fits, is the one for which the fewest persons give way, and says so', async () => {
    const cites = [{ document: '通知' }];
    const harder: ShortlistDocument = {
      ...shortlistRules,
      clauses: [{ id: 'new', title: '新就业形态', kind: 'floor', of: ['head'], persons: 3, cites }],
    };
    const solution = await solved(inputsOf(2), harder);
    expect(chosenOf(solution.result as never)).toEqual(['a', 'b']);
    const decided = decider.decide(propose, decider.initial, {
      ...{ now: 0, actor: 'tester' },
      given: { ...under(harder), solved: solution },
    });
    expect(decided).toMatchObject({
      events: [
        { fits: false, chosen: ['a', 'b'], answer: { persons: 1, gives: [{ clause: 'new', have: 2, limit: 3 }] } },
      ],
    });
  });

  it('domain-rules 27: is refused where a contest needs more candidates than seats', async () => {
    const contested = { ...shortlistRules, contested: { more: 1 } };
    const solution = await solved(inputsOf(4), contested);
    const decided = decider.decide(propose, decider.initial, {
      ...{ now: 0, actor: 'tester' },
      given: { ...under(contested), solved: solution },
    });
    expect(decided).toMatchObject({
      rejected: { code: 'shortlist-inputs-refused', problems: [{ code: 'not-contested' }] },
    });
  });

  it('is not believed: a list that counts otherwise is a fault, not an answer', async () => {
    const solution = await solved(inputsOf(2));
    const facts = (result: object) => ({
      ...{ now: 0, actor: 'tester' },
      given: { ...under(), solved: { inputs: solution.inputs, result: { ...solution.result, ...result } as never } },
    });
    expect(() => decider.decide(propose, decider.initial, facts({ chosen: ['a', 'b'] }))).toThrow(/not what it says/);
    expect(() => decider.decide(propose, decider.initial, facts({ merit: '171' }))).toThrow(/not what it says/);
    const broken = { chosen: ['a', 'b'], merit: '179' };
    expect(() => decider.decide(propose, decider.initial, facts(broken))).toThrow(/not what it says/);
  });
});

describe('what a proposal is worked out from', () => {
  const gather = (events: readonly ShortlistEvent[], seats?: number) => {
    const { round } = under(shortlistRules, seats);
    const own = events.reduce((before, event) => decider.evolve(before, event, 0), decider.initial);
    const states: Readonly<Record<string, unknown>> = { round, shortlist: own, quota: { ranked: new Map() } };
    const read = async (fold: { name: string; initial: unknown }, stream: string) =>
      ((fold.name === 'nomination' ? known.get(stream.slice('nomination-r2026.'.length)) : states[fold.name]) ??
        fold.initial) as never;
    return decider.given!(propose, read);
  };

  it('is every open nomination in the order of announcement, with the seats the round document says', async () => {
    const turned = [...field].reverse();
    expect((await gather([told(...turned)], 2)).solved).toMatchObject({
      inputs: { seats: 2, candidates: field.map(({ nomination }) => ({ nomination, unit: '第一机械厂' })) },
      result: { kind: 'list', chosen: ['a', 'c'] },
    });
  });

  it('is refused while something is missing, everything named', async () => {
    expect((await gather([told(field[0]!)], 2)).solved).toEqual({
      rejected: { code: 'merits-missing', nominations: ['b', 'c', 'd'] },
    });
    expect((await gather([told(...field)])).solved).toEqual({ rejected: { code: 'shortlist-seats-unknown' } });
  });

  it('leaves out whom the committee turned down and whoever is not through the chain, where the round has them', async () => {
    const came = (nomination: string, outcome: string, step = 'ballot') => [`${step}/${nomination}`, outcome] as const;
    const through = { filed: { stage: 'accepted', at: 0, seats: [{}] } };
    const { round } = under(shortlistRules, 2);
    if (round.status === 'unknown') throw new Error('no round');
    const own = decider.evolve(decider.initial, told(...field), 0);
    const reading = (parts: object, more: object = {}): ReadState =>
      (async (fold, stream) =>
        ({
          nomination: known.get(stream.slice('nomination-r2026.'.length)),
          candidacy: stream.endsWith('.b') ? through : {},
          round: { ...round, rules: { ...round.rules, ...parts } },
          review: {
            sessions: new Map(),
            found: [],
            outcomes: new Map([came('a', 'passed'), came('c', 'failed'), came('d', 'failed', 'first-audit')]),
          },
          shortlist: own,
          quota: { ranked: new Map() },
          ...more,
        })[fold.name] ?? fold.initial) as ReadState;
    const gatherOf = async (parts: object, more: object = {}) => {
      const { solved } = await decider.given!(propose, reading(parts, more));
      if (solved === undefined || 'rejected' in solved) return solved;
      return solved.inputs.candidates.map(({ nomination }) => nomination);
    };
    const stood = (parts: object) =>
      stoodOf(reading(parts), {
        id: 'r2026',
        round: { ...round, rules: { ...round.rules, ...parts } as never },
        announced: ids,
      });
    expect(await gatherOf({ committee: { steps: ['ballot'] } })).toEqual(['a', 'b', 'd']);
    expect(await gatherOf({ chain: {} })).toEqual(['b']);
    expect(await gatherOf({ committee: { steps: ['ballot'] }, chain: {} })).toEqual(['b']);
    expect(await gatherOf({})).toEqual(ids);
    const openedOn = '2026-03-01';
    const series = [{ round: 'r2026', organization: round.organization, year: round.year, openedOn }];
    const fraud = { ...series[0], unit: 'u7', round: 'r2023', year: 2023, foundOn: openedOn, revocation: 'rev1' };
    expect(await gatherOf({}, { fraud: { found: [fraud] }, series })).toEqual([]);
    // Who lost a ballot stood in it, and makes the list a choice; who failed an audit does not. domain-rules 27.
    expect(await stood({ committee: { steps: ['first-audit', 'ballot'] } })).toEqual(['a', 'b', 'c']);
    expect(await stood({ committee: { steps: ['ballot'] } })).toEqual(ids);
    expect(await stood({ committee: { steps: ['ballot'] }, chain: {} })).toEqual(['b']);
  });
});
