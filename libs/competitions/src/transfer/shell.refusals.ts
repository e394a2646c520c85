import type { BatchOutcome } from '@xf/es';
import { Problem, problemOf, type Refusals } from '@xf/nest';
import { competitionRefusals } from '../shell';

type Refused = typeof competitionRefusals extends Refusals<infer R> ? R : never;
/** Of a batch, each with its place in it. */
export type ManyRefused = Extract<BatchOutcome, { readonly kind: 'refused' }>['refusals'];
type Texts = { readonly zh: string; readonly en: string };

/** Entries that one answer names. */
const toldMax = 100;

const notTaken = (count: number): Texts => ({
  zh: `${count} 个参赛项未能接收，因此一个也没有接收；一并接收的也计入人数`,
  en: `${count} entries could not be taken, so none was; those taken together count each other`,
});

/** The same of who advances, who may be left out. */
export const notAdvanced = (count: number): Texts => ({
  zh: `${notTaken(count).zh}。不能参赛的可列入 except 并说明理由，其余照常接收`,
  en: `${notTaken(count).en}. Name those who cannot compete in except, with a reason, and the others are taken`,
});

/** The same of a contest that goes into another one. */
export const notMoved = (count: number): Texts => ({
  zh: `${count} 个参赛项不能移入，因此赛项没有并入。请逐项处理（如退赛，说明理由）后再并入`,
  en: `${count} entries cannot move, so the contest was not merged. Settle each (withdraw it with a reason, say), then merge`,
});

/**
 * Why none of many entries was taken, with a line for each that was refused, by its number: whoever reads it looks each up
 * once. `numbers`: of the entries of the batch, in its order; a command without one is about the whole and speaks alone.
 */
export function manyRefused(
  refusals: ManyRefused,
  numbers: readonly (string | undefined)[],
  detail: (count: number) => Texts = notTaken,
): Problem {
  const told = refusals.map(({ index, rejection }) => {
    return { number: numbers[index], problem: problemOf(competitionRefusals, rejection as Refused) };
  });
  const [first] = told;
  if (first === undefined) throw new Error('a batch refused without a refusal');
  const whole = told.find(({ number }) => number === undefined);
  if (whole !== undefined) return whole.problem;
  return new Problem(first.problem.status, first.problem.code, first.problem.title, {
    detail: detail(new Set(told.map(({ number }) => number)).size),
    errors: told.slice(0, toldMax).map(({ number = '', problem }) => ({
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
