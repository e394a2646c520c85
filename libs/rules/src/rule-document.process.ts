import { count, name, number, object, oneOf, onlyOne, ref } from './schema-parts';

const MINUTES_MAX = 525_600;
const list = (items: object) => ({ type: 'array', minItems: 1, items });
const minutes = count(1, MINUTES_MAX);
const ranks = object(['from', 'to'], { from: count(1, 1_000_000), to: count(1, 1_000_000) });

/** What each way of cutting needs beside its name; any other field of the list is a stray one. */
const CUTS: Readonly<Record<string, readonly string[]>> = {
  rank: ['to'],
  share: ['percent', 'of', 'round'],
  score: [],
};
const CUT = {
  ...object(['by'], {
    by: oneOf(...Object.keys(CUTS)),
    to: count(1, 1_000_000),
    percent: number,
    of: oneOf('ranked', 'entered'),
    round: oneOf('floor', 'half-up', 'ceiling'),
    atLeast: number,
    atMost: number,
  }),
  allOf: Object.entries(CUTS).map(([by, required]) => ({
    if: { properties: { by: { const: by } }, required: ['by'] },
    then: { required },
  })),
};

/** How a competition is held around its scores. */
export const PROCESS = object([], {
  minimumEntrants: object(['count', 'otherwise'], {
    count: count(1, 1_000_000),
    otherwise: oneOf('cancel', 'merge', 'no-awards'),
  }),
  entriesPerUnit: count(1, 1_000_000),
  entriesPerPerson: count(1, 1_000_000),
  onePersonOneTeam: { const: true },
  absentAfterMinutes: minutes,
  advance: object(['cut'], {
    board: name,
    cut: CUT,
    ties: oneOf('enter', 'leave'),
    carry: list(object(['value', 'as'], { value: ref, as: name })),
  }),
  remark: list(object(['value', 'spread'], { value: ref, spread: number })),
  appeals: object(['windowMinutes'], { windowMinutes: minutes, answerMinutes: minutes }),
  sanctions: list(
    object(['id', 'name', 'effect'], {
      id: ref,
      name,
      nameEn: name,
      effect: oneOf('warning', 'deduct', 'zero', 'disqualify'),
    }),
  ),
  headJudge: {
    ...object([], { values: list(ref), sanctions: { const: true }, spreads: { const: true } }),
    minProperties: 1,
  },
  anonymous: { const: true },
  money: list({
    ...object(['amount'], { board: name, ranks, prize: ref, amount: number, cumulative: { const: true } }),
    ...onlyOne(['ranks', 'prize']),
  }),
  moneyOnce: oneOf('contest', 'competition'),
  flag: object(['keepsFor'], { keepsFor: oneOf('period', 'most-wins'), prize: ref }),
});
