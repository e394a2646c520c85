import { levels } from '@xf/competitions';
import type { Form } from '../award/rules.form';
import { cites, clauseCites, day, key, name, note } from '../schema-parts';
import { CLAUSES, type KindName } from './rules.kinds';

const kinds = Object.keys(CLAUSES) as readonly KindName[];

/** The fields every clause has, whatever its kind. */
const common = {
  id: key,
  kind: { type: 'string', enum: kinds },
  title: name,
  titleEn: name,
  cites,
  awards: { type: 'array', minItems: 1, items: key },
  receivers: { type: 'array', minItems: 1, items: { type: 'string', enum: ['person', 'team', 'unit'] } },
} as const;
const always = ['id', 'kind', 'title'];

/** A clause of one kind: closed, so that a setting of another kind is not taken for one of this. */
export const clauseForm = (kind: KindName): Form => ({
  type: 'object',
  required: [...always, ...CLAUSES[kind].required],
  properties: { ...common, ...CLAUSES[kind].fields },
});

const everyField: Readonly<Record<string, Form>> = Object.assign(
  {},
  ...kinds.map((kind) => CLAUSES[kind].fields),
) as Record<string, Form>;

/** The form of the part `eligibility` of a round document. */
export const eligibilitySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['referenceDay', 'clauses'],
  properties: {
    note,
    referenceDay: day,
    earlierRounds: { type: 'array', items: { type: 'integer', minimum: 1949, maximum: 9999 } },
    honours: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['award', 'level'],
        properties: { award: key, family: name, level: { type: 'string', enum: levels }, cites },
      },
    },
    clauseCites: clauseCites('referenceDay', 'earlierRounds'),
    clauses: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: always,
        properties: { ...common, ...everyField },
        oneOf: kinds.map((kind) => ({
          additionalProperties: false,
          required: CLAUSES[kind].required,
          properties: { ...common, ...CLAUSES[kind].fields, kind: { const: kind } },
        })),
      },
    },
  },
} as const;
