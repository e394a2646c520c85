import { sourceOf } from '@xf/rules';
import type { Clause, Texts } from './document';
import type { Finding } from './check';
import { attributeOf, isAnyOf, isInScope, lossText, type Field } from './field';
import type { LeftOut } from './left-out';
import type { Price } from './price';

type Named = { readonly id: string; readonly title: string; readonly titleEn?: string };

/** The name of a thing in both languages. */
const nameOf = (all: readonly Named[], id: string): Texts => {
  const found = all.find((one) => one.id === id);
  return { zh: found?.title ?? id, en: found?.titleEn ?? found?.title ?? id };
};

const seatsName: Texts = { zh: '名额', en: 'the seats' };

export const clauseName = ({ document }: Field, id: string): Texts =>
  id === 'seats' ? seatsName : nameOf(document.clauses, id);

/** How people call someone: by name where there is one. */
export const personName = ({ candidates }: Field, at: number): string => {
  const one = candidates[at];
  return one?.name === undefined ? (one?.id ?? '') : `${one.name}（${one.id}）`;
};

const clauseOf = ({ document }: Field, id: string): Clause | undefined => document.clauses.find((one) => one.id === id);

/** Whom a limit is about: 农民工; 单位“甲厂”的候选人. */
function aboutOf(field: Field, { clause: id, label }: Finding): Texts {
  const { document } = field;
  const clause = clauseOf(field, id);
  if (clause === undefined) return label === undefined ? seatsName : nameOf(document.lists ?? [], label);
  if (clause.kind === 'obligatory') {
    const at = field.candidates.findIndex((one) => one.id === label);
    return { zh: `必选的${personName(field, at)}`, en: `the obligatory ${personName(field, at)}` };
  }
  if (clause.kind === 'pair') {
    const within = label === undefined ? '' : label;
    return {
      zh: `${within}${clause.title}的备用人选`,
      en: `backups for ${clause.titleEn ?? clause.title}${within && ` in ${within}`}`,
    };
  }
  const all = clause.of?.map((one) => nameOf(document.categories, one));
  const whom: Texts = {
    zh: all === undefined ? '' : all.map(({ zh }) => zh).join('、'),
    en: all === undefined ? 'people' : all.map(({ en }) => en).join(' or '),
  };
  if (label === undefined || clause.by === undefined) return whom.zh === '' ? { zh: '人选', en: 'people' } : whom;
  const by = clause.by === 'unit' ? { zh: '单位', en: 'unit' } : nameOf(document.attributes ?? [], clause.by);
  return { zh: `${by.zh}“${label}”${whom.zh}`, en: `${whom.en} of ${by.en} “${label}”` };
}

/** How many candidates could be counted for a limit. */
function eligible({ document, candidates }: Field, clause: Clause, label: string | undefined): number {
  return candidates.filter((one) => {
    if (!isInScope(document, clause, one) || clause.kind === 'obligatory') return false;
    if (clause.by !== undefined && attributeOf(one, clause.by) !== label) return false;
    return clause.kind === 'pair' ? !isAnyOf(one, clause.of) && isAnyOf(one, clause.backup) : isAnyOf(one, clause.of);
  }).length;
}

/** A limit that is broken, or must give way for any list to fit. */
export function giveText(field: Field, one: Finding, mustGive: boolean): Texts {
  const { have, limit, kind, share, base } = one;
  const about = aboutOf(field, one);
  const ofZh = share === undefined ? '' : `（${base ?? 0} 人的 ${share}%）`;
  const ofEn = share === undefined ? '' : ` (${share} % of ${base ?? 0})`;
  const need: Texts =
    kind === 'floor'
      ? { zh: `${about.zh}至少 ${limit} 人${ofZh}`, en: `at least ${limit} of ${about.en}${ofEn}` }
      : { zh: `${about.zh}至多 ${limit} 人${ofZh}`, en: `at most ${limit} of ${about.en}${ofEn}` };
  const source = sourceOf(clauseOf(field, one.clause)?.cites);
  if (!mustGive)
    return { zh: `${need.zh}，名单有 ${have} 人${source.zh}`, en: `${need.en}; the list has ${have}${source.en}` };
  const clause = clauseOf(field, one.clause);
  const there = clause === undefined || clause.kind === 'obligatory' ? undefined : eligible(field, clause, one.label);
  if (kind === 'floor' && there !== undefined && there < limit && there === have) {
    return {
      zh: `${need.zh}，但合格候选只有 ${there} 人${source.zh}`,
      en: `${need.en}, but only ${there} candidates are eligible${source.en}`,
    };
  }
  const [zh, en] = kind === 'floor' ? ['最多只能有', 'no more than'] : ['最少也要有', 'no fewer than'];
  return {
    zh: `${need.zh}，但连同其他条款${zh} ${have} 人，须放宽 ${one.short} 人${source.zh}`,
    en: `${need.en}, but together with the other clauses ${en} ${have} are possible: ${one.short} must give way${source.en}`,
  };
}

/** The price of a clause, for people. */
export function priceText(field: Field, { clauses, moved, seats }: Price, merit: string): Texts {
  const names = clauses.map((id) => clauseName(field, id));
  const nameZh = names.map(({ zh }) => `“${zh}”`).join('与');
  const nameEn = names.map(({ en }) => `“${en}”`).join(' and ');
  const [whoZh, whoEn] = clauses.length > 1 ? [`${nameZh}合起来`, `${nameEn} together`] : [nameZh, nameEn];
  const ranks = field.document.merit === 'rank';
  const seatsZh = seats === 0 ? '' : `，空出 ${seats} 个名额`;
  const seatsEn = seats === 0 ? '' : `, left ${seats} seat(s) empty`;
  const grows = merit.startsWith('-') !== ranks;
  const change = `${grows ? '+' : '−'}${merit.replace('-', '')}`;
  const [zh, en] = ranks
    ? [`名次合计 ${change}`, `sum of ranks ${change}`]
    : [`总分 ${change}`, `total merit ${change}`];
  const showsMerit = seats === 0 || !ranks;
  return {
    zh: `${whoZh}影响 ${moved} 人${seatsZh}${showsMerit ? `，${zh}` : ''}`,
    en: `${whoEn} moved ${moved} people${seatsEn}${showsMerit ? `; ${en}` : ''}`,
  };
}

/** Why someone is not on the list, where the names of the clauses are known. */
export function whyText(reason: LeftOut['reason'], names: readonly Texts[]): Texts {
  const [zh, en] = [names.map((one) => one.zh).join('、'), names.map((one) => one.en).join(', ')];
  switch (reason) {
    case 'seats':
      return { zh: '名额已满，入选者均不低于其成绩', en: 'the seats are taken by people of no less merit' };
    case 'clause':
      return { zh: `受限于：${zh}`, en: `kept out by: ${en}` };
    case 'free':
      if (names.length === 0)
        return { zh: '名额有空，但加入不增加总成绩', en: 'a seat is free, but no merit is added' };
      return { zh: `名额有空，但加入即违反：${zh}`, en: `a seat is free, but coming in would break: ${en}` };
  }
}

/** Why someone is not on the list and what would bring him in, for people. */
export function leftOutText(field: Field, { clauses, reason, swap, searched }: LeftOut): Texts {
  const names = clauses.map((id) => clauseName(field, id));
  const why = whyText(reason, names);
  if (swap === undefined) {
    return searched
      ? { zh: `${why.zh}；没有可行的换人办法`, en: `${why.en}; no swap keeps to the clauses` }
      : { zh: `${why.zh}；一换一不可行`, en: `${why.en}; no one-for-one swap keeps to the clauses` };
  }
  const cost = lossText(field, swap.merit);
  const out = swap.out.map((at) => personName(field, at)).join('、');
  const more = swap.in.slice(1).length;
  return {
    zh: `${why.zh}；可换下${out}${more === 0 ? '' : `（连同另外 ${more} 人换入）`}，代价 ${cost}`,
    en: `${why.en}; could come in for ${out}${more === 0 ? '' : ` (with ${more} more)`}, at a cost of ${cost}`,
  };
}
