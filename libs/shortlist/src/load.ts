import { compare, exact, formCheck, formProblems, whole, ZERO, type Problem } from '@xf/rules';
import type { Amount, Clause, LimitClause, ShortlistDocument } from './document';
import { shortlistDocumentSchema } from './schema';

export type LoadedShortlist =
  | { readonly ok: true; readonly document: ShortlistDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const check = formCheck<ShortlistDocument>(shortlistDocumentSchema);

/** Checks form first, then meaning; tells every problem of the failing stage at once, with JSON pointers. */
export function loadShortlistDocument(json: unknown): LoadedShortlist {
  const validate = check();
  if (!validate(json)) return { ok: false, problems: formProblems(validate.errors ?? []) };
  const problems = new Meaning(json).problems();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document: structuredClone(json) };
}

const ownFields: Readonly<Record<Clause['kind'], ReadonlySet<string>>> = {
  floor: new Set(['of', 'share', 'persons', 'base', 'baseOf', 'rounding', 'by', 'amounts', 'allot']),
  ceiling: new Set(['of', 'share', 'persons', 'base', 'baseOf', 'rounding', 'by', 'amounts', 'allot']),
  pair: new Set(['of', 'backup', 'each', 'by']),
  obligatory: new Set(['candidates']),
};
const commonFields = new Set(['id', 'title', 'titleEn', 'kind', 'cites', 'list']);
const hundred = whole(100);

class Meaning {
  private readonly found: Problem[] = [];
  private readonly categories: ReadonlySet<string>;
  private readonly lists: ReadonlySet<string>;
  private readonly attributes: ReadonlySet<string>;

  constructor(private readonly document: ShortlistDocument) {
    this.categories = new Set(document.categories.map(({ id }) => id));
    this.lists = new Set((document.lists ?? []).map(({ id }) => id));
    this.attributes = new Set(['unit', ...(document.attributes ?? []).map(({ id }) => id)]);
  }

  problems(): readonly Problem[] {
    const { merit, seats, lists = [], categories, attributes = [], clauses } = this.document;
    if (merit === 'rank' && seats.first === 'merit') {
      this.say('/seats/first', 'rank-needs-seats', '按名次择优时须先满额（seats）', 'ranks need seats first');
    }
    for (const [field, items] of Object.entries({ lists, categories, attributes, clauses })) this.unique(field, items);
    for (const [at, clause] of clauses.entries()) this.clause(`/clauses/${at}`, clause);
    if (this.document.clauseCites?.base !== undefined && this.document.base === undefined) {
      this.say(
        '/clauseCites/base',
        'clause-missing',
        '没有写 base，无从注明出处',
        'there is no base to cite a source of',
      );
    }
    return this.found;
  }

  private say(pointer: string, code: string, zh: string, en: string): void {
    this.found.push({ pointer, code, zh, en });
  }

  private unique(field: string, items: readonly { readonly id: string }[]): void {
    const seen = new Set<string>(field === 'attributes' ? ['unit'] : field === 'clauses' ? ['seats', 'ties'] : []);
    for (const [at, { id }] of items.entries()) {
      if (seen.has(id)) {
        this.say(`/${field}/${at}/id`, 'id-repeated', `标识 ${id} 重复或已被占用`, `the id ${id} is taken`);
      }
      seen.add(id);
    }
  }

  private clause(pointer: string, clause: Clause): void {
    for (const field of Object.keys(clause)) {
      if (commonFields.has(field) || ownFields[clause.kind].has(field)) continue;
      const zh = `${clause.kind} 条款没有字段 ${field}`;
      this.say(`${pointer}/${field}`, 'field-unfit', zh, `a ${clause.kind} clause has no field ${field}`);
    }
    if (clause.list !== undefined) this.known(`${pointer}/list`, this.lists, [clause.list], '名单', 'list');
    switch (clause.kind) {
      case 'obligatory':
        this.required(pointer, clause, ['candidates']);
        return;
      case 'pair':
        this.required(pointer, clause, ['of', 'backup']);
        this.known(`${pointer}/of`, this.categories, clause.of, '类别', 'category');
        this.known(`${pointer}/backup`, this.categories, clause.backup, '类别', 'category');
        this.attribute(pointer, clause.by);
        return;
      default:
        this.limit(pointer, clause);
    }
  }

  private limit(pointer: string, clause: LimitClause): void {
    const { of, by, base, baseOf, amounts, allot } = clause;
    this.known(`${pointer}/of`, this.categories, of, '类别', 'category');
    this.known(`${pointer}/baseOf`, this.categories, baseOf, '类别', 'category');
    if (base !== undefined && baseOf !== undefined) {
      this.say(`${pointer}/baseOf`, 'choose-one', 'base 与 baseOf 只能写一个', 'either base or baseOf, not both');
    }
    this.attribute(pointer, by);
    if (by === undefined && (amounts !== undefined || allot !== undefined)) {
      this.say(pointer, 'by-missing', '写了 amounts 或 allot 就须写 by', 'amounts and allot need by');
    }
    if (allot !== undefined && (clause.share !== undefined || clause.persons !== undefined || amounts !== undefined)) {
      this.say(`${pointer}/allot`, 'choose-one', 'allot 不能与其他数额并用', 'allot stands alone');
    }
    const mustHave = amounts === undefined && allot === undefined;
    this.amount(pointer, clause, mustHave);
    for (const [value, amount] of Object.entries(amounts ?? {})) {
      this.amount(`${pointer}/amounts/${pointerPart(value)}`, amount, true);
    }
    for (const [at, part] of (allot ?? []).entries()) {
      const values = [part.weight, ...Object.values(part.sizes)].map(exact);
      const total = Object.values(part.sizes).map(exact);
      if (values.some((one) => compare(one, ZERO) < 0) || total.every((one) => compare(one, ZERO) === 0)) {
        const zh = '权重和规模不能为负，规模不能全为零';
        this.say(`${pointer}/allot/${at}`, 'out-of-bounds', zh, 'no weight or size below zero, not all sizes zero');
      }
    }
  }

  private amount(pointer: string, { share, persons }: Amount, mustHave: boolean): void {
    if (share !== undefined && persons !== undefined) {
      this.say(pointer, 'choose-one', 'share 与 persons 只能写一个', 'either share or persons, not both');
    } else if (mustHave && share === undefined && persons === undefined) {
      this.say(pointer, 'field-missing', '须写 share（百分比）或 persons（人数）', 'share or persons is missing');
    }
    if (share === undefined) return;
    const number = exact(share);
    if (compare(number, ZERO) >= 0 && compare(number, hundred) <= 0) return;
    this.say(`${pointer}/share`, 'out-of-bounds', '百分比须在 0 至 100 之间', 'a share lies within 0 and 100 per cent');
  }

  private required(pointer: string, clause: Clause, fields: readonly string[]): void {
    for (const field of fields) {
      if (!Object.hasOwn(clause, field)) {
        this.say(pointer, 'field-missing', `缺少字段 ${field}`, `field ${field} is missing`);
      }
    }
  }

  private attribute(pointer: string, by: string | undefined): void {
    if (by !== undefined) this.known(`${pointer}/by`, this.attributes, [by], '属性', 'attribute');
  }

  private known(
    pointer: string,
    all: ReadonlySet<string>,
    named: readonly string[] | undefined,
    zh: string,
    en: string,
  ): void {
    for (const one of named ?? []) {
      if (all.has(one)) continue;
      const list = [...all];
      this.say(
        pointer,
        'unknown',
        `没有${zh} ${one}；可用：${list.join('、')}`,
        `no ${en} ${one}; known: ${list.join(', ')}`,
      );
    }
  }
}

/** RFC 6901. */
const pointerPart = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');
