import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { plan, turningRules } from '../testing/examples';
import { codes } from './decide';
import type { CodeEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };
const { type: _type, ...planned } = plan();
const held = (process: object, ...more: readonly CompetitionEvent[]): CompetitionState => {
  const document = { ...turningRules, process };
  const events: CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...planned },
    {
      type: 'CompetitionOpened',
      competition: at.competition,
      rules: [{ contest: 'turning', hash: JSON.stringify(process), document }],
    },
    ...more,
  ];
  return events.reduce((state, event) => competition.evolve(state, event, 0), competition.initial);
};
const running = { given: held({ anonymous: true }) };
const frozen = { given: held({ anonymous: true }, { type: 'ScoresFrozen', ...at }) };
const given = specFor(codes, running);
const entries = ['e1', 'e2', 'e3'].map((entry, n) => ({ entry, number: `A00${n + 1}` }));
const draw = (seed = 's') => ({ type: 'DrawCodes' as const, ...at, entries, seed });
const list = (...pairs: readonly (readonly [number: string, code: string])[]) => ({
  ...draw(),
  listed: pairs.map(([number, code]) => ({ number, code })),
});
const listed: CodeEvent = {
  type: 'CodesDrawn',
  ...at,
  codes: [
    { entry: 'e1', code: 'X7' },
    { entry: 'e2', code: 'X3' },
    { entry: 'e3', code: 'X5' },
  ],
};
const open = { type: 'OpenCodes' as const, ...at };
const opened: CodeEvent = { type: 'CodesOpened', ...at, by: 'tester' };

it('domain-rules 80: gives every entry one code, in an order that follows from the seed and not from the numbers', () => {
  const order = (seed: string) => {
    const decision = codes.decide(draw(seed), codes.initial, { now: 0, actor: 'a', ...running });
    const [event] = 'events' in decision ? decision.events : [];
    if (event?.type !== 'CodesDrawn') throw new Error('nothing drawn');
    expect(event.codes.map(({ code }) => code)).toEqual(['K001', 'K002', 'K003']);
    return event.codes.map(({ entry }) => entry).join();
  };
  expect(order('s')).toBe(order('s'));
  const orders = new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(order));
  expect(orders.size).toBeGreaterThan(2);
});

it('domain-rules 80: draws once, before the freeze, where the rules say so', () => {
  given(listed).when(draw()).thenRejected({ code: 'codes-drawn' });
  given().when(draw(), frozen).thenRejected({ code: 'scores-frozen' });
  given()
    .when(draw(), { given: held({}) })
    .thenRejected({ code: 'not-anonymous' });
  given()
    .when({ ...draw(), entries: [] })
    .thenRejected({ code: 'codes-missing' });
});

it('domain-rules 80: takes a list that names every entry once, and tells all that is wrong in another', () => {
  given()
    .when(list(['A001', 'X7'], ['A002', 'X3'], ['A003', 'X5']))
    .then(listed);
  given()
    .when(list(['A001', 'A002'], ['A001', 'X3'], ['A009', 'X3']))
    .thenRejected({
      code: 'codes-list-refused',
      problems: [
        { row: 0, what: 'code-is-number', text: 'A002' },
        { row: 1, what: 'number-repeated', text: 'A001' },
        { row: 2, what: 'number-unknown', text: 'A009' },
        { row: 2, what: 'code-repeated', text: 'X3' },
        { what: 'number-missing', text: 'A002' },
        { what: 'number-missing', text: 'A003' },
      ],
    });
});

it('domain-rules 80: draws as many signs as the entries need, so that no code is another one', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({ entry: `e${n}`, number: `A${n}` }));
  const decision = codes.decide({ ...draw(), entries: many }, codes.initial, { now: 0, actor: 'a', ...running });
  const [event] = 'events' in decision ? decision.events : [];
  const drawn = event?.type === 'CodesDrawn' ? event.codes : [];
  expect([drawn[0]?.code, drawn[999]?.code]).toEqual(['K0001', 'K1000']);
  expect(new Set(drawn.map(({ entry }) => entry)).size).toBe(1_000);
});

it('draws for no more entries than one event holds, rather than for the first of them', () => {
  const of = (n: number) => Array.from({ length: n }, (_, i) => ({ entry: `e${i}`, number: `A${i}` }));
  const facts = { now: 0, actor: 'a', ...running };
  expect(codes.decide({ ...draw(), entries: of(10_000) }, codes.initial, facts)).toHaveProperty('events');
  given()
    .when({ ...draw(), entries: of(10_001) })
    .thenRejected({ code: 'codes-too-many', entries: 10_001, max: 10_000 });
});

it('domain-rules 80, 81: opens codes behind the freeze only, once, and says by whom', () => {
  given(listed).when(open).thenRejected({ code: 'codes-sealed' });
  given(listed).when(open, frozen).then(opened);
  given(listed, opened).when(open, frozen).then();
  given().when(open, frozen).thenRejected({ code: 'codes-missing' });
});

describe('domain-rules 80: who comes when codes are drawn', () => {
  const admit = { type: 'AdmitEntry', ...at } as const;
  const voidCodes = (over: object = {}) => ({
    type: 'VoidCodes' as const,
    ...at,
    marked: 0,
    reason: '漏报一人',
    ...over,
  });
  const voided: CodeEvent = { type: 'CodesVoided', ...at, by: 'tester', reason: '漏报一人' };

  it('is refused: a code given alone would say whose it is', () => {
    given().when(admit).then();
    given(listed).when(admit).thenRejected({ code: 'entry-after-draw' });
    given(listed, voided).when(admit).then();
  });

  it('comes in once the codes are void, and all are drawn anew', () => {
    given(listed).when(voidCodes()).then(voided);
    given(listed, voided)
      .when(list(['A001', 'X9'], ['A002', 'X4'], ['A003', 'X1']))
      .then({
        ...{ type: 'CodesDrawn', ...at },
        codes: ['X9', 'X4', 'X1'].map((code, n) => ({ entry: `e${n + 1}`, code })),
      });
  });

  it('does not once a judge has marked, or scores are frozen; codes are void for a reason, and where there are any', () => {
    given(listed)
      .when(voidCodes({ marked: 2 }))
      .thenRejected({ code: 'codes-marked', marked: 2 });
    specFor(codes, frozen)(listed).when(voidCodes()).thenRejected({ code: 'scores-frozen' });
    given(listed)
      .when(voidCodes({ reason: ' ' }))
      .thenRejected({ code: 'reason-missing' });
    for (const before of [[], [listed, voided]]) {
      given(...before)
        .when(voidCodes())
        .thenRejected({ code: 'codes-missing' });
    }
  });
});
