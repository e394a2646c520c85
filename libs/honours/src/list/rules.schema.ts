import { cites } from '../schema-parts';

/** What may be published of those honoured in the round, and for how long. */
export const roundListsSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    personal: { type: 'array', items: { type: 'string', enum: ['gender', 'birthYear'] }, uniqueItems: true },
    shownDays: { type: 'integer', minimum: 1, maximum: 36_600 },
    cites,
  },
} as const;
