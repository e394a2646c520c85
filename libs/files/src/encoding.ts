import { isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';

/**
 * How a text table is written: UTF-8 with or without a byte order mark, UTF-16LE with one (the "Unicode text" of Excel),
 * else GB18030, which Chinese editions of Excel write. Undefined for bytes that cannot be text.
 */
export function encodingOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes.includes(0)) return undefined;
  return isUtf8(bytes) ? 'utf-8' : 'gb18030';
}

/** Bytes that are not in the encoding. */
export class NotText extends Error {
  override readonly name = 'NotText';
}

const pieceBytes = 1 << 19;

/**
 * The text in pieces, without the byte order mark; the whole text never stands in memory. Throws `NotText` at bytes that
 * are not in the encoding: they are refused, not replaced.
 */
export function* decodedPieces(bytes: Uint8Array, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (piece: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(piece, { stream });
    } catch (cause) {
      // A fatal decoder throws for bytes that are not in its encoding, and for nothing else.
      throw new NotText(encoding, { cause });
    }
  };
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const to = from + pieceBytes;
    yield decode(bytes.subarray(from, to), to < bytes.length);
  }
}
