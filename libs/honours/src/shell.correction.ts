import { problem, RecordedBody, TextField } from '@xf/nest';
import type { Correctable } from './correction';

/** What is to be printed from now on, of a nomination or an honour. */
export class CorrectedBody extends RecordedBody {
  @TextField({ zh: '更正后的姓名，或班组、单位名称；不填为不变', max: 100, optional: true })
  name?: string;

  @TextField({ zh: '更正后的单位；不填为不变', max: 200, optional: true })
  unit?: string;

  @TextField({ zh: '更正的理由，不写个人信息', max: 500 })
  reason!: string;
}

/** Corrections as staff read them: what stood there before, names as far as they can still be read. No place in the log. */
export const correctionsView = ({ asked, corrections }: Correctable): object => ({
  asked,
  corrections: corrections?.map(({ position: _position, ...made }) => made),
});

/** Which correction, as it stands in an address. */
export function numberOf(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw problem('not-found');
  return Number(text);
}
