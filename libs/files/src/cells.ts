import { cellProblem } from './columns';
import { isIdNumber } from './id-number';
import { maskIdNumber, type FileProblem } from './problem';
import type { TableHead } from './table';

type Place = { readonly row: number; readonly index: number | undefined };

/** Control characters but line breaks, halves of characters, and what is sealed elsewhere. */
const unwritable = /\p{Cs}|(?!\n)\p{Cc}|^sealed:/u;

/** Why a text is not written as it stands. */
export function textProblem(table: TableHead, place: Place, text: string, max: number): FileProblem | undefined {
  if (text.length <= max && !unwritable.test(text)) return undefined;
  return cellProblem(table, place, 'text-invalid', {
    zh: `应为不超过 ${max} 个字符的文字`,
    en: `a text of at most ${max} characters is expected`,
  });
}

/** Why a number, its last character in capitals, is no ID number; it is shown masked. */
export function idNumberProblem(table: TableHead, place: Place, text: string): FileProblem | undefined {
  if (isIdNumber(text)) return undefined;
  return cellProblem(table, { ...place, value: maskIdNumber(text) }, 'id-number-invalid', {
    zh: '应为 18 位身份证号，末位校验码须正确；Excel 中该列须为“文本”格式',
    en: 'an 18-character ID number with a right check character is expected; keep the column as text in Excel',
  });
}
