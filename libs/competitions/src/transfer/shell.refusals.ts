import type { BatchOutcome } from '@xf/es';
import { Problem, problemOf, type Refusals } from '@xf/nest';
import { competitionRefusals } from '../shell';

type Refused = typeof competitionRefusals extends Refusals<infer R> ? R : never;
/** Of a batch, each with its place in it. */
export type ManyRefused = Extract<BatchOutcome, { readonly kind: 'refused' }>['refusals'];
type Texts = { readonly zh: string; readonly en: string };

/** Entries that one answer names. */
const toldMax = 100;

/**
 * Why none of many entries was taken, with a line for each that was refused, by its number: whoever reads it looks each up
 * once. `numbers`: of the entries of the batch, in its order.
 */
export function manyRefused(refusals: ManyRefused, numbers: readonly string[]): Problem {
  const told = refusals.map(({ index, rejection }) => {
    return { number: numbers[index] ?? '', problem: problemOf(competitionRefusals, rejection as Refused) };
  });
  const [first] = told;
  if (first === undefined) throw new Error('a batch refused without a refusal');
  const count = told.length;
  return new Problem(first.problem.status, first.problem.code, first.problem.title, {
    detail: {
      zh: `${count} 个参赛项未能接收，因此一个也没有接收；一并接收的也计入人数`,
      en: `${count} entries could not be taken, so none was; those taken together count each other`,
    },
    errors: told.slice(0, toldMax).map(({ number, problem }) => ({
      ...{ code: problem.code, entry: number },
      zh: `${number}：${wordsOf(problem, 'zh')}`,
      en: `${number}: ${wordsOf(problem, 'en')}`,
    })),
  });
}

function wordsOf({ title, options: { detail, errors = [] } }: Problem, language: keyof Texts): string {
  const more = [...(detail === undefined ? [] : [detail]), ...errors].map((text) => text[language]);
  return [title[language], ...more].join(language === 'zh' ? '；' : '; ');
}
