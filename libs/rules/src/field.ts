import type { FieldStatistic, RankStep } from './document';
import { compare, divide, exact, whole, type Exact } from './exact';
import { meanOf, sumOf } from './folds';
import { entryOrderAtom } from './rank-key';
import { absence, indexOf, tooLong, traceLine, type Absence, type Env, type Row } from './row';
import { medianOf } from './sources';
import { compileSteps, runSteps } from './steps';

type Column = (Exact | undefined)[];
/** Works on the numbers of all entries at once; a row that gets no number has the reason in `row.fault`. */
export type FieldStep = (column: Column, rows: readonly Row[]) => Column;

/** Row numbers by group, or all together; only entries that compete and have a number take part. */
function heats(column: Column, rows: readonly Row[], within: 'group' | 'all'): number[][] {
  const byGroup = new Map<string, number[]>();
  for (const [i, row] of rows.entries()) {
    if (row.input.status.kind !== 'competing' || column[i] === undefined) continue;
    const group = within === 'all' ? '' : `:${row.input.group ?? ''}`;
    const heat = byGroup.get(group);
    if (heat) heat.push(i);
    else byGroup.set(group, [i]);
  }
  return [...byGroup.values()];
}

/** `before`: how many stand above the tied ones; `size`: how many are tied; `places`: distinct places above. */
function rankNumber(method: RankStep['method'], before: number, size: number, places: number): Exact {
  switch (method) {
    case '1334':
      return whole(before + size);
    case '1223':
      return whole(places + 1);
    case 'average':
      return divide(whole(2 * before + size + 1), whole(2)) as Exact;
    default:
      return whole(before + 1);
  }
}

function entryOrder(rows: readonly Row[], index: number): string {
  return entryOrderAtom((rows[index] as Row).input);
}

export function compileRankStep(step: RankStep, env: Env): FieldStep {
  const bound = step.unrankedAtOrBelow === undefined ? undefined : exact(step.unrankedAtOrBelow);
  const outside = exact(step.unrankedGives ?? '0');
  const then = compileSteps(step.then ?? [], env);
  const notCompeting = absence(env, 'not-competing', { zh: '不参加排名', en: 'takes no part in the ranking' });
  const isRanked = (x: Exact) => bound === undefined || compare(x, bound) > 0;
  return (column, rows) => {
    const ranks: Column = rows.map(() => undefined);
    const ranked = column.map((x) => (x && isRanked(x) ? x : undefined));
    for (const heat of heats(ranked, rows, step.within)) {
      const order = (a: number, b: number) => compare(ranked[a] as Exact, ranked[b] as Exact);
      const apart = step.method === '1234';
      // The sort is stable: without shared ranks, equal numbers are counted in the order of the entries.
      if (apart) heat.sort((a, b) => (entryOrder(rows, a) < entryOrder(rows, b) ? -1 : 1));
      heat.sort(step.better === 'higher' ? (a, b) => order(b, a) : order);
      let places = 0;
      for (let start = 0; start < heat.length; places += 1) {
        let end = start + 1;
        while (!apart && end < heat.length && order(heat[start] as number, heat[end] as number) === 0) end += 1;
        const rank = rankNumber(step.method, start, end - start, places);
        for (; start < end; start += 1) ranks[heat[start] as number] = rank;
      }
    }
    return rows.map((row, i) => {
      const x = column[i];
      if (x === undefined) return undefined;
      if (row.input.status.kind !== 'competing') {
        row.fault = notCompeting;
        return undefined;
      }
      const rank = ranks[i];
      traceLine(row, rank ? { zh: '名次', en: 'rank' } : { zh: '不计名次', en: 'no rank' }, x, rank ?? outside);
      return rank ? runSteps(then, rank, row) : outside;
    });
  };
}

/** The same number for every entry of the group (or of the field), whether the entry competes or not. */
export function compileStatistic(field: FieldStatistic, env: Env): FieldStep {
  const of = indexOf(env, field.of);
  const none = absence(env, 'empty-field', { zh: '没有可统计的成绩', en: 'no number to take the statistic of' });
  const long = tooLong(env);
  return (_, rows) => {
    const column = rows.map((row) => row.vals[of]);
    const byGroup = new Map<string, Exact | undefined>();
    const groupOf = (row: Row) => (field.within === 'all' ? '' : `:${row.input.group ?? ''}`);
    for (const heat of heats(column, rows, field.within)) {
      const first = rows[heat[0] as number] as Row;
      byGroup.set(
        groupOf(first),
        statistic(
          field.by,
          heat.map((i) => column[i] as Exact),
        ),
      );
    }
    return rows.map((row) => {
      const result = byGroup.get(groupOf(row)) ?? (field.by === 'count' ? whole(0) : undefined);
      if (result === undefined) row.fault = (byGroup.has(groupOf(row)) ? long : none) satisfies Absence;
      else traceLine(row, { zh: '全场统计', en: `field ${field.by}` }, undefined, result);
      return result;
    });
  };
}

function statistic(by: FieldStatistic['by'], numbers: Exact[]): Exact | undefined {
  switch (by) {
    case 'count':
      return whole(numbers.length);
    case 'sum':
      return sumOf(numbers, 0, numbers.length);
    case 'mean':
      return meanOf(numbers, 0, numbers.length);
    case 'median':
      return medianOf(numbers);
    case 'highest':
      return numbers.reduce((a, b) => (compare(b, a) > 0 ? b : a));
    case 'lowest':
      return numbers.reduce((a, b) => (compare(b, a) < 0 ? b : a));
  }
}
