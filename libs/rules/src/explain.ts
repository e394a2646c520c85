import type { Derivation, EntryInput, Scored, ValueDerivation } from './contracts';
import { compare, exact } from './exact';
import { absenceText, evaluateField, newRow, type ValuePlan } from './evaluate';
import type { Row, Trace } from './row';
import type { Plan } from './plan';

const FATES = {
  kept: { zh: '', en: '' },
  'dropped-highest': { zh: '（去最高）', en: ' (dropped, highest)' },
  'dropped-lowest': { zh: '（去最低）', en: ' (dropped, lowest)' },
  'not-used': { zh: '（未取）', en: ' (not used)' },
} as const;

/** Evaluates again with a recorder: the same closures as scoring, so that the two cannot disagree. */
export function explain(plan: Plan, input: EntryInput, field: readonly EntryInput[] | undefined): Derivation {
  if (plan.fieldSteps && !field) throw new Error('this document needs the whole field to explain an entry');
  const trace: Trace = { marks: [], lines: [] };
  const inputs = plan.fieldSteps ? (field as readonly EntryInput[]) : [input];
  const rows = inputs.map((item) => newRow(item, plan.values.length, item.entry === input.entry ? trace : undefined));
  const own = rows.find((row) => row.trace);
  if (!own) throw new Error(`entry is not in the field: ${input.entry}`);
  const values: ValueDerivation[] = [];
  evaluateField(plan.values, rows, (value, row) => {
    if (row === own) values.push(takeValue(plan, value, values.length, row, trace));
  });
  const scored = plan.toScored(own);
  const { id, version } = plan.document;
  return {
    entry: input.entry,
    rules: { id, version, hash: plan.hash },
    values,
    scored,
    zh: printed(plan, values, scored, 'zh'),
    en: printed(plan, values, scored, 'en'),
  };
}

function takeValue(plan: Plan, value: ValuePlan, index: number, row: Row, trace: Trace): ValueDerivation {
  const x = row.vals[index];
  const fault = row.gone[index];
  const { name, nameEn, role } = value.value;
  return {
    id: value.id,
    name,
    ...(nameEn === undefined ? {} : { nameEn }),
    role,
    marks: trace.marks.splice(0),
    uses: value.uses,
    lines: trace.lines.splice(0),
    ...(x === undefined ? {} : { printed: value.print(x) }),
    ...(fault === undefined ? {} : { missing: { code: fault.code, ...absenceText(fault, plan.document.values) } }),
  };
}

function printed(plan: Plan, values: readonly ValueDerivation[], scored: Scored, language: 'zh' | 'en'): string[] {
  const zh = language === 'zh';
  const out: string[] = [];
  for (const value of values) {
    const name = zh ? value.name : (value.nameEn ?? value.name);
    out.push(`${name}：${value.printed ?? value.missing?.[language] ?? ''}`.replace('：', zh ? '：' : ': '));
    if (value.marks.length > 0) {
      const marks = value.marks.map(({ slot, mark, counted, fate }) => {
        const adjusted = compare(exact(mark), exact(counted)) === 0 ? mark : `${mark}→${counted}`;
        return `${slot} ${adjusted}${FATES[fate][language]}`;
      });
      out.push(`  ${marks.join(zh ? '、' : ', ')}`);
    }
    for (const line of value.lines) {
      const numbers = [line.before, line.after].filter((text) => text !== undefined).join(' → ');
      out.push(`  ${line[language]}${numbers === '' ? '' : zh ? `：${numbers}` : `: ${numbers}`}`);
    }
  }
  const total = plan.document.values.find((value) => value.id === plan.document.total);
  const totalName = (zh ? total?.name : (total?.nameEn ?? total?.name)) ?? '';
  const verdict = scored.reason ? scored.reason[language] : `${totalName} ${scored.total ?? ''}`;
  out.push(zh ? `结果：${verdict}` : `result: ${verdict}`);
  return out;
}
