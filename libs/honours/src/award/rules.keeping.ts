import type { Problem } from '@xf/rules';
import type { Cited } from '../cites';
import { cites, day, key, name } from '../schema-parts';
import { isDay, type Day } from '../terms';
import { periodSchema, type Period } from './rules.period';

/** Ordered by a decision (责令摘牌), due by itself when a term is over (自动摘牌), or the holder is gone (自然摘牌). domain-rules 111. */
export const removalKinds = ['ordered', 'automatic', 'natural'] as const;
export type RemovalKind = (typeof removalKinds)[number];

export type RemovalCause = Cited & {
  readonly cause: string;
  readonly title: string;
  readonly kind: RemovalKind;
  /** The recommending unit loses its next round. domain-rules 129. */
  readonly fraud?: boolean;
};

/** One series of numbers: of certificates, medals or plaques. */
export type CertificateSeries = Cited & {
  readonly series: string;
  readonly name: string;
  /** Stands before the year and the number. */
  readonly prefix: string;
  /** The number is filled with zeros up to so many digits. */
  readonly digits: number;
  /** Issued as soon as the honour is conferred. */
  readonly onConferral: boolean;
};

/** What a holder gets (待遇): an amount in yuan, from a day on. */
export type Benefit = Cited & {
  readonly benefit: string;
  readonly title: string;
  /** An exact decimal. */
  readonly amount: string;
  /** Once: on conferral, where the honour was given between the days; otherwise again and again on days between them. */
  readonly per: 'once' | 'month' | 'year';
  readonly from: Day;
  readonly to?: Day;
  /** Also paid for one who had died when it was given; absent: not. */
  readonly posthumous?: boolean;
};

/** What an award document says of honours once they are given; every part may be absent. */
export type Keeping = {
  /** Bodies that give it together and stand on the plaque (三号联创). */
  readonly issuers?: readonly string[];
  /** Awards of the same round whose draft nomination follows from this honour (连带授予). domain-rules 108. */
  readonly follows?: readonly string[];
  /** May be given outside a round (即时授予); until which day of a year that year's list takes it. domain-rules 106. */
  readonly instant?: Cited & { readonly listDay: string };
  readonly certificates?: readonly CertificateSeries[];
  readonly benefits?: readonly Benefit[];
  readonly removal?: {
    readonly causes: readonly RemovalCause[];
    /** What a failed re-check may be put right in. Absent: nothing is put right. domain-rules 111. */
    readonly rectification?: Period;
  };
  /** How often a holder is looked at anew (复查), and whether one who was not is removed. domain-rules 112. */
  readonly recheck?: Cited & { readonly every: Period; readonly missed: 'listed' | 'removed' };
};

const decimal = { type: 'string', pattern: '^\\d{1,12}(\\.\\d{1,2})?$' } as const;

/** The form of `Keeping`, beside the other properties of an award document. */
export const keepingSchema = {
  issuers: { type: 'array', minItems: 1, items: name },
  follows: { type: 'array', minItems: 1, items: key },
  instant: {
    type: 'object',
    additionalProperties: false,
    required: ['listDay'],
    properties: { listDay: { type: 'string', pattern: '^\\d{2}-\\d{2}$' }, cites },
  },
  certificates: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['series', 'name', 'prefix', 'digits', 'onConferral'],
      properties: {
        series: key,
        name,
        prefix: { type: 'string', minLength: 1, maxLength: 20 },
        digits: { type: 'integer', minimum: 1, maximum: 10 },
        onConferral: { type: 'boolean' },
        cites,
      },
    },
  },
  benefits: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['benefit', 'title', 'amount', 'per', 'from'],
      properties: {
        benefit: key,
        title: name,
        amount: decimal,
        per: { type: 'string', enum: ['once', 'month', 'year'] },
        from: day,
        to: day,
        posthumous: { type: 'boolean' },
        cites,
      },
    },
  },
  removal: {
    type: 'object',
    additionalProperties: false,
    required: ['causes'],
    properties: {
      causes: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['cause', 'title', 'kind'],
          properties: {
            cause: key,
            title: name,
            kind: { type: 'string', enum: removalKinds },
            fraud: { type: 'boolean' },
            cites,
          },
        },
      },
      rectification: periodSchema,
    },
  },
  recheck: {
    type: 'object',
    additionalProperties: false,
    required: ['every', 'missed'],
    properties: { every: periodSchema, missed: { type: 'string', enum: ['listed', 'removed'] }, cites },
  },
} as const;

/** What is wrong with the meaning of these parts, all of it at once. */
export function keepingProblems(keeping: Keeping): readonly Problem[] {
  const { instant, certificates = [], benefits = [], removal } = keeping;
  const problems: Problem[] = [
    ...repeated(
      '/certificates',
      'series',
      certificates.map(({ series }) => series),
    ),
    ...repeated(
      '/removal/causes',
      'cause',
      (removal?.causes ?? []).map(({ cause }) => cause),
    ),
  ];
  const add = (pointer: string, code: string, zh: string, en: string) => problems.push({ pointer, code, zh, en });
  const prefixes = certificates.map(({ prefix }) => prefix.normalize('NFKC').trim());
  for (const [index, prefix] of prefixes.entries()) {
    const first = prefixes.indexOf(prefix);
    if (first === index) continue;
    const { series = '' } = certificates[first] ?? {};
    const en = `${series} has this prefix already, so numbers would repeat`;
    add(`/certificates/${index}/prefix`, 'prefix-repeated', `${series} 已用此前缀，编号会重复`, en);
  }
  // A leap year, so that the 29th of February may be named.
  if (instant !== undefined && !isDay(`2024-${instant.listDay}`)) {
    const { listDay } = instant;
    add('/instant/listDay', 'no-such-day', `没有这一天：${listDay}`, `no such day: ${listDay}`);
  }
  for (const [index, { from, to }] of benefits.entries()) {
    for (const [field, text] of Object.entries({ from, to })) {
      if (text === undefined || isDay(text)) continue;
      add(`/benefits/${index}/${field}`, 'no-such-day', `没有这一天：${text}`, `no such day: ${text}`);
    }
    if (to !== undefined && from > to) {
      add(`/benefits/${index}/to`, 'range-reversed', '结束日期早于开始日期', 'the benefit ends before it begins');
    }
  }
  return problems;
}

function repeated(list: string, field: string, ids: readonly string[]): readonly Problem[] {
  return ids.flatMap((id, index) => {
    if (ids.indexOf(id) === index) return [];
    const pointer = `${list}/${index}/${field}`;
    return [{ pointer, code: 'id-repeated', zh: `标识重复：${id}`, en: `this id is repeated: ${id}` }];
  });
}
