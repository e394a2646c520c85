/** What the forms of award, notice and quota documents share. */
export const name = { type: 'string', minLength: 1, maxLength: 200 } as const;
export const key = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$' } as const;
export const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;
export const version = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const;
export const note = { type: 'string', maxLength: 4000 } as const;

/** Which documents the rules are taken from; one at least. */
export const cites = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['document'],
    properties: { document: name, clause: name, url: { type: 'string', maxLength: 2000 } },
  },
} as const;

/** Where fields are from that hold a word, a number or a list of words. A clause that is an object has `cites` of its own. */
export const clauseCites = (...fields: readonly string[]) =>
  ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field, cites])),
  }) as const;
