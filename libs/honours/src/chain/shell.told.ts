import { problemOf, type Problem } from '@xf/nest';
import type { CandidacyRejection } from './command';
import { candidacyRefusals } from './shell.refusals';

/** Every point of a refusal; of one without points, what it is called and how things stand. */
export function toldOf(rejection: CandidacyRejection): NonNullable<Problem['options']['errors']> {
  const { code, title, options } = problemOf(candidacyRefusals, rejection);
  const { errors = [], detail } = options;
  if (errors.length > 0) return errors;
  if (detail === undefined) return [{ code, ...title }];
  return [{ code, zh: `${title.zh}（${detail.zh}）`, en: `${title.en} (${detail.en})` }];
}
