import { subjectIdOf } from '@xf/competitions';
import type { Vault } from '@xf/es';
import { IdNumberField, RecordedBody, TextField } from '@xf/nest';
import type { ReceiverKind } from '../terms';

/** Who is nominated, or holds an honour from before. */
export abstract class ReceiverBody extends RecordedBody {
  @TextField({ zh: '姓名，或班组、单位名称', max: 100 })
  name!: string;

  @TextField({ zh: '单位', max: 200, optional: true })
  unit?: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人，不保存', optional: true })
  idNumber?: string;
}

/** The opaque id of a receiver, the same one that entries in contests have. */
export function subjectOf(vault: Vault, receiver: ReceiverKind, body: ReceiverBody, place: readonly string[]): string {
  const { name, unit = '' } = body;
  return subjectIdOf(vault, receiver, body, [...place, unit, name].join('\n'));
}
