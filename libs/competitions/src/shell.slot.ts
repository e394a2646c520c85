import { TextField } from '@xf/nest';
import { slotExpected, slotMax, slotPattern } from '@xf/rules';

/** The slot of a mark, as every route takes it: what a plan or a file may name can be corrected and taken back. */
export const SlotField = (rule: { readonly zh: string; readonly optional?: boolean }): PropertyDecorator =>
  TextField({ ...rule, max: slotMax, pattern: slotPattern, expected: slotExpected });
