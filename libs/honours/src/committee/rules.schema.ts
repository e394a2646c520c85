import { cites, clauseCites, key } from '../schema-parts';

const count = (maximum: number, minimum = 0) => ({ type: 'integer', minimum, maximum }) as const;
const decimal = { type: 'string', pattern: '^(0|[1-9]\\d{0,5})(\\.\\d{1,6})?$' } as const;
const record = <P extends object>(required: readonly (keyof P)[], properties: P) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const;
const listOf = <I extends object>(items: I, minItems = 0) => ({ type: 'array', minItems, items }) as const;
const oneOf = (...names: readonly string[]) => ({ type: 'string', enum: names }) as const;
const fraction = record(['of', 'take'], { of: count(1_000, 1), take: count(1_000, 1), cites });

/** The form of the part `committee` of a round document: who reviews, in which steps, and when something is passed. */
export const committeeDocumentSchema = record(['size', 'quorum', 'steps', 'recusal'], {
  size: record(['min', 'max'], { min: count(999, 1), max: count(999, 1), notMultipleOf: count(999, 2), cites }),
  quorum: fraction,
  steps: listOf(oneOf('first-audit', 'second-audit', 'scoring', 'ballot'), 1),
  recusal: listOf(oneOf('same-unit', 'parent-unit', 'nominator', 'kin')),
  scoring: record(['min', 'max', 'digits', 'drop', 'round'], {
    min: decimal,
    max: decimal,
    digits: count(6),
    drop: record(['highest', 'lowest'], { highest: count(20), lowest: count(20) }),
    round: record(['digits', 'mode'], { digits: count(6), mode: oneOf('half-up', 'half-even', 'down') }),
    passAt: decimal,
    cites,
  }),
  ballot: record(['base', 'majority', 'bound'], {
    base: oneOf('present', 'all'),
    majority: fraction,
    bound: oneOf('more-than', 'at-least'),
    seats: listOf(record(['award', 'seats'], { award: key, seats: count(10_000, 1), cites }), 1),
    contested: record(['more'], { more: count(10_000, 1), cites }),
    cites,
  }),
  clauseCites: clauseCites('steps', 'recusal'),
});
