import { cites, key } from '../schema-parts';

/** The part of a round document that says what the list of an award is held to. */
export const roundShortlistSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['awards'],
  properties: {
    decimals: { type: 'integer', minimum: 0, maximum: 4 },
    awards: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['award', 'document'],
        properties: {
          award: key,
          seats: { type: 'integer', minimum: 0, maximum: 20_000 },
          cites,
          document: {
            type: 'object',
            description: 'A shortlist document; its form is served at /schemas/shortlist-document-1.json',
            additionalProperties: true,
          },
        },
      },
    },
  },
} as const;
