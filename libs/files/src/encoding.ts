import { isUtf8 } from 'node:buffer';
import { problemOf, type FileProblem } from './problem';

export type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';
export type Decoded =
  | { readonly ok: true; readonly text: string; readonly encoding: Encoding }
  | { readonly ok: false; readonly problem: FileProblem };

const notText = problemOf(
  'file-not-a-table',
  '文件不是文本表格（CSV），也不是 .xlsx 工作簿。',
  'The file is neither a text table (CSV) nor an .xlsx workbook.',
);

/**
 * Decodes the bytes of a text table: UTF-8 with or without a byte order mark, UTF-16LE with one (the "Unicode text" of
 * Excel), else GB18030, which Chinese editions of Excel write. Bytes that are none of these are refused, not replaced.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
  if (bytes.includes(0)) return { ok: false, problem: notText };
  return decode(bytes, isUtf8(bytes) ? 'utf-8' : 'gb18030');
}

function decode(bytes: Uint8Array, encoding: Encoding): Decoded {
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    // A fatal decoder throws for bytes that are not in its encoding, and for nothing else.
    return { ok: false, problem: notText };
  }
}
