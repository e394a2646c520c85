import type { Part, Value } from './document';
import { add, compare, divide, exact, multiply, parseExact, toDecimal, whole, ZERO, type Exact } from './exact';
import { meanOf, productOf, sumOf, unlessTooLong } from './folds';
import { absence, indexOf, nameOf, tooLong, traceLine, type Absence, type Env, type Row, type Text } from './row';
import { compileMarks, compileMarksOf, compileMissing, compileSheets, type Source } from './pool';

type Fold = (parts: Exact[]) => Exact | undefined;

/** The earlier values that a value's own number is made of; operands of steps are not among them. */
export function partsOf(value: Value): readonly string[] {
  const weighted: readonly { readonly value: string }[] = value.sum ?? value.weightedMean ?? value.sheets?.of ?? [];
  const ids = value.mean ?? value.median ?? value.highest ?? value.lowest ?? value.product ?? value.firstOf;
  const lone = value.field?.of ?? value.marksOf?.value;
  return [...weighted.map((part) => part.value), ...(ids ?? value.bestN?.of ?? []), ...(lone ? [lone] : [])];
}

/** `field` sources need every entry and are compiled elsewhere. */
export function compileSource(value: Value, env: Env): Source {
  if (value.marks) return compileMarks(value.marks, env);
  if (value.marksOf) return compileMarksOf(value.marksOf, env);
  if (value.sheets) return compileSheets(value.sheets, env);
  if (value.attribute) return compileAttribute(value.attribute, env);
  if (value.constant !== undefined) return compileConstant(exact(value.constant));
  if (value.sum) return compileSum(value.sum, env);
  if (value.weightedMean) return compileWeightedMean(value.weightedMean, env);
  if (value.firstOf) return compileFirstOf(value.firstOf, env);
  const [ids, fold, text] = foldOf(value);
  return compileFold(ids, fold, text, env);
}

function compileConstant(constant: Exact): Source {
  return (row) => {
    traceLine(row, { zh: '常数', en: 'constant' }, undefined, constant);
    return constant;
  };
}

function compileAttribute(attribute: NonNullable<Value['attribute']>, env: Env): Source {
  const onMissing = compileMissing(attribute.missing);
  const { name } = attribute;
  const none = absence(env, 'no-attribute', { zh: `没有给出 ${name}`, en: `${name} is not given` });
  return (row) => {
    const text = row.input.attributes?.[name];
    if (text === undefined) return onMissing(row, none);
    const given = parseExact(text);
    if (!given) throw new Error(`attribute is not a plain decimal: ${name} = ${JSON.stringify(text)}`);
    traceLine(row, { zh: `随报名给出的 ${name}`, en: `given with the entry: ${name}` }, undefined, given);
    return given;
  };
}

/** Everything was to be left out: the result is left out in its turn. */
function nothingLeft(env: Env): Absence {
  return absence(env, 'value-missing', { zh: '各组成项均缺', en: 'every part is missing' }, true);
}

function compileSum(parts: readonly Part[], env: Env): Source {
  const indexes = parts.map((part) => indexOf(env, part.value));
  const factors = parts.map((part) => (part.factor === undefined ? undefined : exact(part.factor)));
  const [nothing, long] = [nothingLeft(env), tooLong(env)];
  return (row) => {
    const terms: Exact[] = [];
    for (let i = 0; i < indexes.length; i += 1) {
      const part = row.vals[indexes[i] as number];
      if (part === undefined) {
        const fault = row.gone[indexes[i] as number] as Absence;
        if (fault.skip) continue;
        row.fault = fault;
        return undefined;
      }
      const factor = factors[i];
      terms.push(factor ? multiply(part, factor) : part);
    }
    const sum = terms.length === 0 ? undefined : sumOf(terms, 0, terms.length);
    if (!sum) row.fault = terms.length === 0 ? nothing : long;
    else if (row.trace)
      traceTerms(
        row,
        parts.map((part) => [part.value, part.factor]),
        '×',
        env,
        sum,
      );
    return sum;
  };
}

function compileWeightedMean(parts: NonNullable<Value['weightedMean']>, env: Env): Source {
  const indexes = parts.map((part) => indexOf(env, part.value));
  const weights = parts.map((part) => exact(part.weight));
  const whole100 = weights.reduce(add, ZERO);
  const [nothing, long] = [nothingLeft(env), tooLong(env)];
  return (row) => {
    const terms: Exact[] = [];
    let missingWeight: Exact | undefined;
    for (let i = 0; i < indexes.length; i += 1) {
      const part = row.vals[indexes[i] as number];
      const weight = weights[i] as Exact;
      if (part === undefined) {
        const fault = row.gone[indexes[i] as number] as Absence;
        if (!fault.skip) {
          row.fault = fault;
          return undefined;
        }
        missingWeight = missingWeight ? add(missingWeight, weight) : weight;
        continue;
      }
      terms.push(multiply(part, weight));
    }
    const divisor = missingWeight ? add(whole100, multiply(missingWeight, whole(-1))) : whole100;
    const sum = terms.length === 0 ? undefined : sumOf(terms, 0, terms.length);
    const mean = sum && unlessTooLong(divide(sum, divisor) as Exact);
    if (!mean) row.fault = terms.length === 0 ? nothing : long;
    else if (row.trace)
      traceTerms(
        row,
        parts.map((part) => [part.value, part.weight]),
        '权重',
        env,
        mean,
      );
    return mean;
  };
}

function traceTerms(
  row: Row,
  terms: readonly (readonly [string, string | number | undefined])[],
  mark: '×' | '权重',
  env: Env,
  result: Exact,
): void {
  const shown = terms.flatMap(([id, by]) => {
    const part = row.vals[indexOf(env, id)];
    if (part === undefined) return [];
    const name = nameOf(env, id);
    const zh = by === undefined ? '' : mark === '×' ? ` × ${by}` : `（权重 ${by}）`;
    const en = by === undefined ? '' : mark === '×' ? ` × ${by}` : ` (weight ${by})`;
    return [{ zh: `${name.zh} ${toDecimal(part)}${zh}`, en: `${name.en} ${toDecimal(part)}${en}` }];
  });
  const [zh, en] = mark === '×' ? ['合计', 'sum'] : ['加权平均', 'weighted mean'];
  const text = {
    zh: `${zh}：${shown.map((term) => term.zh).join(' + ')}`,
    en: `${en}: ${shown.map((term) => term.en).join(' + ')}`,
  };
  traceLine(row, text, undefined, result);
}

function compileFirstOf(ids: readonly string[], env: Env): Source {
  const indexes = ids.map((id) => indexOf(env, id));
  return (row) => {
    for (const [i, index] of indexes.entries()) {
      const part = row.vals[index];
      if (part === undefined) continue;
      const name = nameOf(env, ids[i] as string);
      if (row.trace) traceLine(row, { zh: `取 ${name.zh}`, en: `taken from ${name.en}` }, undefined, part);
      return part;
    }
    row.fault = row.gone[indexes[indexes.length - 1] as number];
    return undefined;
  };
}

function foldOf(value: Value): readonly [readonly string[], Fold, Text] {
  if (value.mean) return [value.mean, (parts) => meanOf(parts, 0, parts.length), { zh: '平均', en: 'mean' }];
  if (value.product) {
    return [value.product, (parts) => productOf(parts, 0, parts.length), { zh: '连乘', en: 'product' }];
  }
  if (value.highest) return [value.highest, (parts) => extreme(parts, 1), { zh: '取最高', en: 'highest' }];
  if (value.lowest) return [value.lowest, (parts) => extreme(parts, -1), { zh: '取最低', en: 'lowest' }];
  if (value.median) return [value.median, medianOf, { zh: '中位数', en: 'median' }];
  const { bestN } = value;
  if (!bestN) throw new Error(`value without a source: ${value.id}`);
  const fold: Fold = (parts) => {
    parts.sort(bestN.from === 'highest' ? (a, b) => compare(b, a) : compare);
    const taken = Math.min(bestN.n, parts.length);
    return bestN.then === 'sum' ? sumOf(parts, 0, taken) : meanOf(parts, 0, taken);
  };
  const zh = `取最${bestN.from === 'highest' ? '高' : '低'}的 ${bestN.n} 项${bestN.then === 'sum' ? '求和' : '求平均'}`;
  return [bestN.of, fold, { zh, en: `${bestN.then} of the ${bestN.from} ${bestN.n}` }];
}

function extreme(parts: readonly Exact[], direction: 1 | -1): Exact {
  return parts.reduce((best, part) => (compare(part, best) * direction > 0 ? part : best));
}

export function medianOf(parts: Exact[]): Exact | undefined {
  parts.sort(compare);
  return meanOf(parts, Math.floor((parts.length - 1) / 2), Math.floor(parts.length / 2) + 1);
}

function compileFold(ids: readonly string[], fold: Fold, text: Text, env: Env): Source {
  const indexes = ids.map((id) => indexOf(env, id));
  const [nothing, long] = [nothingLeft(env), tooLong(env)];
  return (row) => {
    const parts: Exact[] = [];
    for (const index of indexes) {
      const part = row.vals[index];
      if (part !== undefined) {
        parts.push(part);
        continue;
      }
      const fault = row.gone[index] as Absence;
      if (fault.skip) continue;
      row.fault = fault;
      return undefined;
    }
    if (parts.length === 0) {
      row.fault = nothing;
      return undefined;
    }
    const result = fold(parts);
    if (result === undefined) row.fault = long;
    else if (row.trace) {
      const names = ids.map((id) => nameOf(env, id));
      const zh = `${text.zh}：${names.map((name) => name.zh).join('、')}`;
      traceLine(row, { zh, en: `${text.en}: ${names.map((name) => name.en).join(', ')}` }, undefined, result);
    }
    return result;
  };
}
