import { cites, clauseCites, key, name, note, version } from '../schema-parts';

/** The form of a quota formula: how the seats of an award are shared among units. */
export const quotaFormulaSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/quota-formula-1.json',
  title: 'Quota formula',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'version', 'title', 'cites', 'pots', 'substitutes', 'crossUnit'],
  properties: {
    $schema: { type: 'string' },
    id: key,
    version,
    title: name,
    note,
    cites,
    pots: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pot', 'name', 'method', 'floor', 'shares'],
        properties: {
          pot: key,
          name,
          method: { type: 'string', enum: ['largest-remainder', 'dhondt', 'sainte-lague'] },
          floor: { type: 'integer', minimum: 0, maximum: 1000 },
          shares: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['figure', 'name', 'weight'],
              properties: {
                figure: key,
                name,
                weight: { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?$' },
                cites,
              },
            },
          },
          cites,
        },
      },
    },
    outside: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pot', 'name'],
        properties: {
          ...{ pot: key, name, cites },
          consecutive: {
            type: 'object',
            additionalProperties: false,
            required: ['awards', 'years', 'upTo'],
            properties: {
              awards: { type: 'array', minItems: 1, items: key },
              years: { type: 'integer', minimum: 1, maximum: 50 },
              upTo: { type: 'string', enum: ['this-year', 'last-year'] },
            },
          },
        },
      },
    },
    substitutes: { type: 'integer', minimum: 0, maximum: 1000 },
    crossUnit: { type: 'boolean' },
    clauseCites: clauseCites('substitutes', 'crossUnit'),
  },
} as const;

/** The part of a round document that says by which formula the seats of an award are shared out. */
export const roundQuotasSchema = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['award', 'formula'],
    properties: { award: key, formula: quotaFormulaSchema },
  },
} as const;
