import { levels } from '@xf/competitions';
import type { Form } from '../award/rules.form';
import type { Cited } from '../cites';
import { key, name } from '../schema-parts';
import type { Level, ReceiverKind, Said } from '../terms';
import { barsOf, parties, partyOf, unknownBars, valueOn, valuesIn, yearOf, yearsAfter } from './rules.facts';
import type { Bar, EligibilityFacts, Held, Party, PartyName } from './rules.facts';
import { yearCounts, yearGiven, type YearCount } from './rules.years';
import { against, noValue, partyText, unknown, unlessUnidentified, type Ground } from './rules.grounds';

/** What clauses go by beside the facts. */
export type EligibilitySettings = {
  /** The day of the round that "within three years" counts back from. */
  readonly referenceDay: string;
  /** Years of the rounds before this one; rounds are not held every year. */
  readonly earlierRounds?: readonly number[];
};

type Problem = Said & { readonly code: string };

/** What a clause asks to be known, so that it can be stated. */
export type Asked = {
  readonly of: PartyName;
  readonly attributes?: readonly string[];
  readonly bars?: readonly string[];
};

type ClauseKind<Options> = {
  /** Form of each field beside those of every clause. One name has one form, whatever kinds use it. */
  readonly fields: Readonly<Record<string, Form>>;
  readonly required: readonly string[];
  /** What cannot hold of the clause in its document. */
  readonly refuse?: (options: Options, settings: EligibilitySettings) => Problem | undefined;
  readonly asks?: (options: Options) => Asked;
  /** Every reason against, none when the clause is met. */
  readonly judge: (options: Options, facts: EligibilityFacts, settings: EligibilitySettings) => readonly Ground[];
  /** The category with a cap of its own under which a nominee counts. domain-rules 10. */
  readonly counts?: (options: Options, facts: EligibilityFacts) => string | undefined;
};

type Scope = 'award' | 'family';
type AttributeOf = { readonly of: PartyName; readonly attribute: string };
type BarsOf = { readonly of: PartyName; readonly bars: readonly string[] };
type Title = { readonly award: string; readonly employers: readonly string[] };

const oneOf = (values: readonly string[]): Form => ({ type: 'string', enum: values });
const listOf = (items: Form): Form => ({ type: 'array', minItems: 1, items });
const years: Form = { type: 'integer', minimum: 1, maximum: 50 };
/** Kinds of bars are open words: accident, no-union. */
const barKind: Form = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$' };
const of = oneOf(parties);
const scope = oneOf(['award', 'family']);
const countedBy = oneOf(yearCounts);
const level = oneOf(levels);

const kind = <Options>(entry: ClauseKind<Options>): ClauseKind<Options> => entry;

const sameHonours = ({ held, award, family }: EligibilityFacts, within: Scope): readonly Held[] =>
  held.filter((one) => one.award === award || (within === 'family' && family !== undefined && one.family === family));

const heldText = ({ award, decision, on }: Held): string => `${award} ${decision} ${on}`;
const reaches = (found: Level, wanted: Level): boolean => levels.indexOf(found) <= levels.indexOf(wanted);

/** Unknown kinds of bars first, then what `judge` says of those that are recorded. */
function barred(
  options: BarsOf,
  facts: EligibilityFacts,
  judge: (bar: Bar & { readonly on: string }) => Said | undefined,
): readonly Ground[] {
  const party: Party = partyOf(facts, options.of);
  const who = partyText[options.of];
  const asked = unknownBars(party, options.bars).map((bar) =>
    unknown(`${options.of}.${bar}`, `${who.zh}有无 ${bar} `, `whether ${bar} stands against ${who.en}`),
  );
  const found = barsOf(party, options.bars).flatMap((bar) => {
    const said = judge(bar);
    return said === undefined ? [] : [against(`${options.of}.${bar.bar} ${bar.on}`, said.zh, said.en)];
  });
  return [...asked, ...found];
}

/**
 * Every way in which a round may bar a nominee: an entry says its fields, what it asks to be known and what it has against
 * the facts. A new one is an entry here and an example in the spec, without which the specs fail.
 */
export const CLAUSES = {
  /** 先锋号 goes to a team that belongs to a unit. domain-rules 1. */
  receiver: kind<{ readonly oneOfReceivers: readonly ReceiverKind[]; readonly parentUnit?: boolean }>({
    fields: { oneOfReceivers: listOf(oneOf(['person', 'team', 'unit'])), parentUnit: { type: 'boolean' } },
    required: ['oneOfReceivers'],
    judge({ oneOfReceivers, parentUnit = false }, { receiver, unit }) {
      const allowed = oneOfReceivers.join(', ');
      if (!oneOfReceivers.includes(receiver)) {
        return [against(`receiver=${receiver}`, `只授予 ${allowed}`, `it is given to ${allowed} only`)];
      }
      if (!parentUnit || unit !== undefined) return [];
      return [unknown('unit', '所属单位', 'the unit it belongs to')];
    },
  }),
  /** Nationality, membership, a collective contract: what the word on an attribute must be. domain-rules 2. */
  attribute: kind<AttributeOf & { readonly oneOf?: readonly string[]; readonly noneOf?: readonly string[] }>({
    fields: { of, attribute: key, oneOf: listOf(name), noneOf: listOf(name) },
    required: ['of', 'attribute'],
    refuse: ({ oneOf: allowed, noneOf }) =>
      (allowed === undefined) === (noneOf === undefined)
        ? { code: 'one-of-two', zh: 'oneOf 与 noneOf 须填且只填一个', en: 'state either oneOf or noneOf' }
        : undefined,
    asks: ({ of: party, attribute }) => ({ of: party, attributes: [attribute] }),
    judge({ of: party, attribute, oneOf: allowed, noneOf = [] }, facts) {
      const value = valueOn(partyOf(facts, party), attribute, facts.on);
      if (value === undefined) return [noValue(party, attribute)];
      const fact = `${party}.${attribute}=${value}`;
      if (allowed !== undefined) {
        if (allowed.includes(value)) return [];
        return [
          against(fact, `应为 ${allowed.join('、')}，现为 ${value}`, `expected ${allowed.join(', ')}, is ${value}`),
        ];
      }
      return noneOf.includes(value) ? [against(fact, `${value} 不得推荐`, `${value} is excluded`)] : [];
    },
  }),
  /** 副厅级以上不推荐. `ranks` go from the lowest up. domain-rules 10. */
  'rank-limit': kind<
    AttributeOf & { readonly ranks: readonly string[]; readonly below: string; readonly countedFrom?: string }
  >({
    fields: { of, attribute: key, ranks: listOf(name), below: name, countedFrom: name },
    required: ['of', 'attribute', 'ranks', 'below'],
    refuse({ ranks, below, countedFrom = below }) {
      const missing = [below, countedFrom].find((rank) => !ranks.includes(rank));
      if (missing === undefined) return undefined;
      return { code: 'rank-unknown', zh: `ranks 中没有 ${missing}`, en: `ranks do not list ${missing}` };
    },
    asks: ({ of: party, attribute }) => ({ of: party, attributes: [attribute] }),
    judge({ of: party, attribute, ranks, below }, facts) {
      const value = valueOn(partyOf(facts, party), attribute, facts.on);
      if (value === undefined) return [noValue(party, attribute)];
      const fact = `${party}.${attribute}=${value}`;
      if (!ranks.includes(value)) {
        const all = ranks.join('、');
        return [
          { status: 'unknown', fact, zh: `不识的级别，应为 ${all} 之一`, en: `unknown rank, expected one of ${all}` },
        ];
      }
      if (ranks.indexOf(value) < ranks.indexOf(below)) return [];
      return [against(fact, `${below}以上不得推荐，现为${value}`, `${below} and above are excluded, is ${value}`)];
    },
    counts({ of: party, attribute, ranks, countedFrom }, facts) {
      const value = valueOn(partyOf(facts, party), attribute, facts.on) ?? '';
      if (countedFrom === undefined || !ranks.includes(value)) return undefined;
      return ranks.indexOf(value) >= ranks.indexOf(countedFrom) ? countedFrom : undefined;
    },
  }),
  /** 企业职工、农民 are 劳动模范, those of organs and institutions 先进工作者. domain-rules 11. */
  'title-by-employer': kind<AttributeOf & { readonly titles: readonly Title[] }>({
    fields: {
      of,
      attribute: key,
      titles: listOf({
        type: 'object',
        required: ['award', 'employers'],
        properties: { award: key, employers: listOf(name) },
      }),
    },
    required: ['of', 'attribute', 'titles'],
    refuse({ titles }) {
      const all = titles.flatMap(({ employers }) => employers);
      const twice = all.find((one, n) => all.indexOf(one) < n);
      if (twice === undefined) return undefined;
      return { code: 'id-repeated', zh: `${twice} 有两个称号`, en: `${twice} has two titles` };
    },
    asks: ({ of: party, attribute }) => ({ of: party, attributes: [attribute] }),
    judge({ of: party, attribute, titles }, facts) {
      const value = valueOn(partyOf(facts, party), attribute, facts.on);
      if (value === undefined) return [noValue(party, attribute)];
      const fact = `${party}.${attribute}=${value}`;
      const title = titles.find(({ employers }) => employers.includes(value))?.award;
      if (title === undefined) return [against(fact, `${value} 没有对应的称号`, `there is no title for ${value}`)];
      if (title === facts.award) return [];
      return [against(fact, `${value} 应推荐 ${title}`, `${value} is to be nominated for ${title}`)];
    },
  }),
  /** `newContribution` names the material that makes an earlier holder welcome again. domain-rules 3. */
  'no-repeat': kind<{ readonly scope: Scope; readonly newContribution?: string }>({
    fields: { scope, newContribution: key },
    required: ['scope'],
    judge({ scope: within, newContribution }, facts) {
      if (newContribution !== undefined && facts.materials.has(newContribution)) return [];
      const more: Said =
        newContribution === undefined
          ? { zh: '', en: '' }
          : {
              zh: `；有新贡献的，须附材料 ${newContribution}`,
              en: `; with new deeds attach ${newContribution}`,
            };
      const again = sameHonours(facts, within).map((one) =>
        against(
          heldText(one),
          `已获 ${heldText(one)}，不重复授予${more.zh}`,
          `holds ${heldText(one)} already${more.en}`,
        ),
      );
      return again.length > 0 ? again : unlessUnidentified(facts, []);
    },
  }),
  /** `countedBy` says which year an earlier one is of; that of its day when absent. domain-rules 4. */
  'repeat-interval': kind<{ readonly scope: Scope; readonly years: number; readonly countedBy?: YearCount }>({
    fields: { scope, years, countedBy },
    required: ['scope', 'years'],
    judge({ scope: within, years: apart, countedBy: by }, facts) {
      const early = sameHonours(facts, within)
        .filter((one) => facts.year - yearGiven(one, by) < apart)
        .map((one) => {
          const first = yearGiven(one, by) + apart;
          return against(heldText(one), `满 ${apart} 年后的 ${first} 年方可再报`, `not again before ${first}`);
        });
      return early.length > 0 ? early : unlessUnidentified(facts, []);
    },
  }),
  /** 荣誉基础, also 近三年. domain-rules 5, 6. */
  'base-honour': kind<{ readonly level: Level; readonly withinYears?: number }>({
    fields: { level, withinYears: years },
    required: ['level'],
    judge({ level: wanted, withinYears }, facts, { referenceDay }) {
      const { held } = facts;
      const high = held.filter((one) => reaches(one.level, wanted));
      if (withinYears === undefined) {
        if (high.length > 0) return [];
        const fact = held.length === 0 ? 'held=none' : held.map(heldText).join('; ');
        const needed = against(fact, `须有 ${wanted} 以上荣誉`, `an honour of level ${wanted} or above is needed`);
        return unlessUnidentified(facts, [needed]);
      }
      if (high.some(({ on }) => yearsAfter(on, withinYears) >= referenceDay)) return [];
      const fact = high.length === 0 ? 'held=none' : high.map(heldText).join('; ');
      const zh = `${referenceDay} 前 ${withinYears} 年内须有 ${wanted} 以上荣誉`;
      const en = `an honour of level ${wanted} or above within ${withinYears} years before ${referenceDay} is needed`;
      return unlessUnidentified(facts, [against(fact, zh, en)]);
    },
  }),
  /** One honour of these levels a year; `countedBy` as above. */
  'same-year': kind<{ readonly levels: readonly Level[]; readonly countedBy?: YearCount }>({
    fields: { levels: listOf(level), countedBy },
    required: ['levels'],
    judge({ levels: barring, countedBy: by }, facts) {
      const given = facts.held
        .filter((one) => barring.includes(one.level) && yearGiven(one, by) === facts.year)
        .map((one) => against(heldText(one), `本年度已获 ${heldText(one)}`, `was given ${heldText(one)} this year`));
      const promised = (facts.listed ?? [])
        .filter((one) => barring.includes(one.level))
        .map(({ award }) => {
          const zh = `已列入本批次 ${award} 的入围名单，同一年度只授予一项`;
          return against(`listed ${award}`, zh, `is on the list of ${award} of this round; one of them a year`);
        });
      const grounds = [...given, ...promised];
      return grounds.length > 0 ? grounds : unlessUnidentified(facts, []);
    },
  }),
  /** 事故三年. domain-rules 7. */
  'bar-years': kind<BarsOf & { readonly years: number; readonly lastDay: 'included' | 'excluded' }>({
    fields: { of, bars: listOf(barKind), years, lastDay: oneOf(['included', 'excluded']) },
    required: ['of', 'bars', 'years', 'lastDay'],
    asks: ({ of: party, bars }) => ({ of: party, bars }),
    judge: (options, facts) =>
      barred(options, facts, ({ bar, on }) => {
        const end = yearsAfter(on, options.years);
        if (facts.on > end || (facts.on === end && options.lastDay === 'excluded')) return undefined;
        const days = options.lastDay === 'included' ? '含当日' : '不含当日';
        const until = options.lastDay === 'included' ? `to ${end}` : `until before ${end}`;
        return {
          zh: `${on} 的 ${bar}，${options.years} 年内（至 ${end}，${days}）不得推荐`,
          en: `${bar} of ${on} bars for ${options.years} years, ${until}`,
        };
      }),
  }),
  /** 当年不得申报. domain-rules 8. */
  'bar-this-year': kind<BarsOf>({
    fields: { of, bars: listOf(barKind) },
    required: ['of', 'bars'],
    asks: ({ of: party, bars }) => ({ of: party, bars }),
    judge: (options, facts) =>
      barred(options, facts, ({ bar, on, cleared }) => {
        if (yearOf(on) > facts.year || (cleared !== undefined && yearOf(cleared) < facts.year)) return undefined;
        return {
          zh: `${facts.year} 年有 ${bar}（${on}），当年不得申报`,
          en: `${bar} (${on}) bars for the year ${facts.year}`,
        };
      }),
  }),
  /** 上年度未开展劳动竞赛的不推荐. The word must be dated in that year. domain-rules 9. */
  'competition-last-year': kind<AttributeOf & { readonly oneOf: readonly string[] }>({
    fields: { of, attribute: key, oneOf: listOf(name) },
    required: ['of', 'attribute', 'oneOf'],
    asks: ({ of: party, attribute }) => ({ of: party, attributes: [attribute] }),
    judge({ of: party, attribute, oneOf: held }, facts) {
      const last = facts.year - 1;
      const said = valuesIn(partyOf(facts, party), attribute, last);
      if (said.some((value) => held.includes(value))) return [];
      const fact = `${party}.${attribute} ${last}=${said.join(',')}`;
      if (said.length === 0)
        return [unknown(fact, `${last} 年是否开展劳动竞赛`, `whether a competition was held in ${last}`)];
      return [against(fact, `${last} 年未开展劳动竞赛`, `no labour competition was held in ${last}`)];
    },
  }),
  /** 弄虚作假: whoever recommended loses the next rounds, however many years lie between. domain-rules 129. */
  'fraud-bar': kind<BarsOf & { readonly rounds: number }>({
    fields: { of, bars: listOf(barKind), rounds: { type: 'integer', minimum: 1, maximum: 10 } },
    required: ['of', 'bars', 'rounds'],
    refuse: (_options, { earlierRounds }) =>
      earlierRounds === undefined
        ? { code: 'field-missing', zh: '须写明 earlierRounds（历次评选年度）', en: 'earlierRounds are needed' }
        : undefined,
    asks: ({ of: party, bars }) => ({ of: party, bars }),
    judge: (options, facts, { earlierRounds = [] }) =>
      barred(options, facts, ({ bar, on, cleared }) => {
        const found = yearOf(on);
        const since = [...new Set([...earlierRounds, facts.year])].filter((year) => year > found).length;
        if (cleared !== undefined || since > options.rounds) return undefined;
        return {
          zh: `${on} 认定 ${bar}，其后 ${options.rounds} 届不得推荐`,
          en: `${bar} found on ${on} bars for the next ${options.rounds} rounds`,
        };
      }),
  }),
} as const;

export type Kinds = typeof CLAUSES;
export type KindName = keyof Kinds;
type OptionsOf<K extends KindName> = Parameters<Kinds[K]['judge']>[0];

/** What every clause says. */
type Common<K extends KindName> = Cited & {
  readonly id: string;
  readonly kind: K;
  readonly title: string;
  readonly titleEn?: string;
  /** Only for these awards; for all of the round when absent. */
  readonly awards?: readonly string[];
  /** Only for these kinds of receivers; for all when absent. */
  readonly receivers?: readonly ReceiverKind[];
};

export type Clause = { readonly [K in KindName]: Common<K> & OptionsOf<K> }[KindName];

/** A clause's kind, seen with the options all kinds might have. */
export const kindOf = (clause: Pick<Clause, 'kind'>): ClauseKind<Clause> =>
  CLAUSES[clause.kind] as unknown as ClauseKind<Clause>;
