const key = { type: 'string', minLength: 1, maxLength: 60 } as const;
const name = { type: 'string', minLength: 1, maxLength: 200 } as const;
const decimal = { type: 'string', pattern: '^-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?$' } as const;
const persons = { type: 'integer', minimum: 0, maximum: 100_000 } as const;
const keys = { type: 'array', minItems: 1, uniqueItems: true, items: key } as const;
const rounding = { type: 'string', enum: ['ceiling', 'floor', 'half-up'] } as const;

const closed = (required: readonly string[], properties: object) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const;
const named = { id: key, title: name, titleEn: name };
const list = (items: object, minItems = 0) => ({ type: 'array', minItems, items }) as const;

const cites = list(closed(['document'], { document: name, clause: name, url: { type: 'string', maxLength: 2000 } }), 1);

const clause = closed(['id', 'title', 'kind', 'cites'], {
  ...named,
  kind: { type: 'string', enum: ['floor', 'ceiling', 'pair', 'obligatory'] },
  cites,
  list: key,
  of: keys,
  share: decimal,
  persons,
  base: { type: 'string', enum: ['quota', 'chosen'] },
  baseOf: keys,
  rounding,
  by: key,
  amounts: { type: 'object', minProperties: 1, additionalProperties: closed([], { share: decimal, persons }) },
  allot: list(
    closed(['weight', 'sizes'], {
      weight: decimal,
      sizes: { type: 'object', minProperties: 1, additionalProperties: decimal },
    }),
    1,
  ),
  backup: keys,
  each: { type: 'integer', minimum: 1, maximum: 100 },
  candidates: keys,
});

/** The form of a shortlist document. */
export const shortlistDocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/shortlist-document-1.json',
  title: 'Shortlist document',
  ...closed(['id', 'version', 'title', 'merit', 'seats', 'ties', 'categories', 'clauses'], {
    $schema: { type: 'string' },
    ...named,
    version: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    note: { type: 'string', maxLength: 4000 },
    merit: { type: 'string', enum: ['score', 'rank'] },
    seats: closed(['unused', 'first'], {
      unused: { type: 'string', enum: ['allowed', 'refused'] },
      first: { type: 'string', enum: ['seats', 'merit'] },
      cites,
    }),
    contested: closed(['more'], { more: { type: 'integer', minimum: 1, maximum: 100_000 }, cites }),
    ties: { type: 'string', enum: ['order', 'ballot'] },
    base: { type: 'string', enum: ['quota', 'chosen'] },
    rounding: closed([], { floor: rounding, ceiling: rounding, cites }),
    lists: list(
      closed(['id', 'title', 'seats'], { ...named, seats: persons, singleListed: { type: 'boolean' }, cites }),
      1,
    ),
    categories: list(closed(['id', 'title'], named)),
    attributes: list(closed(['id', 'title'], named)),
    clauses: list(clause),
    clauseCites: closed([], { merit: cites, ties: cites, base: cites }),
  }),
} as const;
