import type { SheetForm } from './sheet-form';

/** See `sheet-write`, which is loaded with the first sheet: a program that writes none starts without its libraries. */
export async function writeSheet(form: SheetForm): Promise<Buffer> {
  return (await import('./sheet-write.js')).writeSheet(form);
}
