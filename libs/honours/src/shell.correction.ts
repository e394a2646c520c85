import { problem, TextField } from '@xf/nest';
import type { Correctable, Printed } from './correction';
import { personalParts } from './personal';
import { PersonalBody } from './receiver/shell';

/** What is to be printed from now on, of a nomination or an honour. */
export class CorrectedBody extends PersonalBody {
  @TextField({ zh: '更正后的姓名，或班组、单位名称；不填为不变', max: 100, optional: true })
  name?: string;

  @TextField({ zh: '更正后的单位；不填为不变', max: 200, optional: true })
  unit?: string;

  @TextField({ zh: '更正的理由，不写个人信息', max: 500 })
  reason!: string;
}

/**
 * Corrections as staff read them: what stood there before, names as far as they can still be read. No place in the log. What
 * stands beside a name is for those who work on lists.
 */
export const correctionsView = ({ asked, corrections }: Correctable, seesPersonal: boolean): object => {
  const shown = <P extends Printed>(printed: P): P => (seesPersonal ? printed : withoutPersonal(printed));
  return {
    asked: asked && shown(asked),
    corrections: corrections?.map(({ position: _position, was, ...made }) => ({ ...made, was: shown(was) })),
  };
};

const withoutPersonal = <P extends Printed>(printed: P): P =>
  Object.fromEntries(Object.entries(printed).filter(([field]) => !personalParts.some((part) => part === field))) as P;

/** Which correction, as it stands in an address. */
export function numberOf(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw problem('not-found');
  return Number(text);
}
