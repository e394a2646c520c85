import { COMBINES, type CombineKind } from './combine.kinds';
import { PROCESS } from './rule-document.process';
import { count, name, number, object, oneOf, onlyOne, ref } from './schema-parts';
import { STEPS as OPERATIONS } from './step.kinds';

/** Shapes shared by several places of the schema. */
const decimal = {
  type: ['string', 'number'],
  pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$',
  maxLength: 40,
  description: 'A plain decimal, best written as text.',
};
const operand = { $ref: '#/$defs/operand' };
const rounding = { $ref: '#/$defs/rounding' };
const steps = { $ref: '#/$defs/steps' };
const ids = { type: 'array', items: ref, minItems: 1, uniqueItems: true };
const bounds = { atLeast: number, atMost: number, above: number, below: number };

const SOURCES = {
  marks: { $ref: '#/$defs/marks' },
  marksOf: object(['value', 'combine'], {
    value: ref,
    round: rounding,
    each: steps,
    combine: { $ref: '#/$defs/combines' },
    missing: { $ref: '#/$defs/missing' },
  }),
  sheets: object(['of', 'slots', 'combine'], {
    of: { $ref: '#/$defs/parts' },
    slots: { $ref: '#/$defs/slots' },
    round: rounding,
    each: steps,
    combine: { $ref: '#/$defs/combines' },
    missing: { $ref: '#/$defs/missing' },
  }),
  attribute: object(['name'], { name, range: { $ref: '#/$defs/range' }, missing: { $ref: '#/$defs/missing' } }),
  constant: number,
  sum: { $ref: '#/$defs/parts' },
  weightedMean: { type: 'array', minItems: 1, items: object(['value', 'weight'], { value: ref, weight: number }) },
  mean: ids,
  median: ids,
  highest: ids,
  lowest: ids,
  product: ids,
  firstOf: ids,
  bestN: object(['of', 'n', 'from', 'then'], {
    of: ids,
    n: count(1),
    from: oneOf('highest', 'lowest'),
    then: oneOf('sum', 'mean'),
  }),
  field: object(['of', 'by', 'within'], {
    of: ref,
    by: oneOf('highest', 'lowest', 'mean', 'median', 'sum', 'count'),
    within: oneOf('group', 'all'),
  }),
};

const STEP_FORMS = {
  ...Object.fromEntries(Object.keys(OPERATIONS).map((verb) => [verb, operand])),
  round: rounding,
  power: { type: 'integer', minimum: -20, maximum: 20 },
  negate: { const: true },
  bands: object(['bounds', 'rows'], {
    bounds: oneOf('[)', '(]', '[]'),
    unit: number,
    rows: {
      type: 'array',
      minItems: 1,
      items: object(['gives'], { from: number, to: number, gives: { $ref: '#/$defs/gives' } }),
    },
    below: number,
    above: number,
  }),
  when: {
    ...object([], { value: ref, atLeast: operand, atMost: operand, above: operand, below: operand, equals: operand }),
    minProperties: 1,
  },
  rank: object(['better', 'method', 'within'], {
    better: oneOf('higher', 'lower'),
    method: oneOf('1224', '1334', '1223', '1234', 'average'),
    within: oneOf('group', 'all'),
    unrankedAtOrBelow: number,
    unrankedGives: number,
    then: steps,
  }),
};

const COMBINE_KINDS: readonly (readonly [string, Pick<CombineKind<never>, 'fields' | 'required'>])[] =
  Object.entries(COMBINES);
const COMBINE = {
  by: oneOf(...COMBINE_KINDS.map(([by]) => by)),
  ...Object.fromEntries(COMBINE_KINDS.flatMap(([, { fields = {} }]) => Object.entries(fields))),
};
const combineNeeds = COMBINE_KINDS.flatMap(([by, { required }]) =>
  required === undefined ? [] : [{ if: { properties: { by: { const: by } }, required: ['by'] }, then: { required } }],
);

const DEFINITIONS = {
  decimal,
  ref: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' },
  operand: { if: { type: 'object' }, then: object(['value'], { value: ref }), else: number },
  gives: { if: { type: 'array' }, then: steps, else: number },
  rounding: {
    ...object(['mode'], {
      digits: count(0, 12),
      to: number,
      mode: oneOf('half-up', 'half-down', 'half-even', 'up', 'down', 'ceiling', 'floor'),
    }),
    ...onlyOne(['digits', 'to']),
  },
  range: object(['min', 'max'], { min: number, max: number, step: number }),
  slots: object(['max'], { min: count(0), max: count(1) }),
  missing: {
    if: { type: 'object' },
    then: object(['take'], { take: number }),
    else: oneOf('unranked', 'zero', 'skip'),
  },
  combine: { ...object(['by'], COMBINE), allOf: combineNeeds },
  combines: {
    if: { type: 'array' },
    then: {
      type: 'array',
      minItems: 1,
      items: {
        ...object(['marks', 'by'], { ...COMBINE, marks: object(['from'], { from: count(1), to: count(1) }) }),
        allOf: combineNeeds,
      },
    },
    else: { $ref: '#/$defs/combine' },
  },
  marks: object(['kind', 'range'], {
    kind: oneOf('judged', 'measured', 'deduction', 'bonus'),
    range: { $ref: '#/$defs/range' },
    slots: { $ref: '#/$defs/slots' },
    round: rounding,
    each: steps,
    combine: { $ref: '#/$defs/combines' },
    missing: { $ref: '#/$defs/missing' },
  }),
  parts: { type: 'array', minItems: 1, items: object(['value'], { value: ref, factor: number }) },
  step: { ...object([], { ...STEP_FORMS, then: steps, else: steps }), ...onlyOne(Object.keys(STEP_FORMS)) },
  steps: { type: 'array', items: { $ref: '#/$defs/step' } },
  value: {
    ...object(['id', 'name', 'role'], {
      id: ref,
      name,
      nameEn: name,
      role: oneOf('criterion', 'component', 'total', 'tie'),
      ...SOURCES,
      steps,
      round: rounding,
    }),
    ...onlyOne(Object.keys(SOURCES)),
  },
  tie: {
    ...object([], { value: ref, better: oneOf('higher', 'lower'), by: { const: 'lot' } }),
    ...onlyOne(['value', 'by']),
    dependentRequired: { value: ['better'] },
  },
};

const RANKING = object(['better', 'method'], {
  better: oneOf('higher', 'lower'),
  method: oneOf('1224', '1334', '1223', '1234'),
  ties: { type: 'array', items: { $ref: '#/$defs/tie' }, maxItems: 50 },
  tolerance: number,
  tiesWithinTolerance: { type: 'boolean' },
});
const PRIZE = object(['id', 'name'], {
  id: ref,
  name,
  nameEn: name,
  ranks: object(['from', 'to'], { from: count(1, 1_000_000), to: count(1, 1_000_000) }),
  share: number,
  of: oneOf('ranked', 'entered'),
  round: oneOf('floor', 'half-up', 'ceiling'),
  ties: oneOf('share', 'cut'),
  counted: oneOf('after-earlier', 'from-top'),
  value: ref,
  ...bounds,
});
const REQUIREMENT = object(['value', 'name', 'otherwise'], {
  value: ref,
  name,
  nameEn: name,
  ...bounds,
  percentOf: number,
  otherwise: oneOf('unranked', 'no-prize'),
});

/** JSON Schema (2020-12) of a rule document: its form. What the parts mean together is checked when it is loaded. */
export const ruleDocumentSchema: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/rule-document-1.json',
  title: '评分规则 rule document',
  ...object(['id', 'version', 'title', 'cites', 'values', 'total', 'ranking', 'boards'], {
    $schema: { type: 'string' },
    id: ref,
    version: count(1, 1_000_000),
    title: name,
    titleEn: name,
    note: { type: 'string', maxLength: 4000 },
    cites: {
      type: 'array',
      items: object(['document'], { document: name, clause: name, url: { type: 'string', maxLength: 2000 } }),
    },
    values: { type: 'array', minItems: 1, maxItems: 500, items: { $ref: '#/$defs/value' } },
    total: ref,
    ranking: RANKING,
    vetoes: { type: 'array', items: object(['id', 'name'], { id: ref, name, nameEn: name }) },
    boards: object(['groups', 'overall'], {
      groups: { type: 'boolean' },
      overall: {
        if: { type: 'object' },
        then: object(['groups'], { groups: { type: 'array', items: name, minItems: 1, uniqueItems: true } }),
        else: { type: 'boolean' },
      },
    }),
    prizes: { type: 'array', items: PRIZE },
    requirements: { type: 'array', items: REQUIREMENT },
    process: PROCESS,
  }),
  $defs: DEFINITIONS,
};
