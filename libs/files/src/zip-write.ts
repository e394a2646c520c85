import { Readable, pipeline } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

export type ZipEntry = { readonly name: string; readonly content: AsyncIterable<string> | Iterable<string> };

type Written = { readonly name: Buffer; readonly at: number; readonly crc: number; size: number; packed: number };

/** Sizes follow the content, and names are UTF-8. */
const flags = 0x0808;
const deflated = 8;
const version = 20;
/** Archives have no clock: 1 January 1980, so that the same content is the same bytes. */
const day = 0x0021;

/**
 * A ZIP package, piece by piece: the texts of an entry are asked for as fast as the pieces are taken, and none is kept.
 * No entry and no package may pass 4 GiB.
 */
export async function* zipped(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const one = { name: Buffer.from(name), at, crc: 0, size: 0, packed: 0 };
    const head = localHeader(one.name);
    yield head;
    // `pipeline` hands an error of the source on to whoever reads the result.
    const packed = pipeline(Readable.from(counted(content, one)), createDeflateRaw(), () => undefined);
    for await (const piece of packed as AsyncIterable<Buffer>) {
      one.packed += piece.length;
      yield piece;
    }
    const tail = numbers([4, 0x08074b50], [4, one.crc], [4, one.packed], [4, one.size]);
    yield tail;
    at += head.length + one.packed + tail.length;
    written.push(one);
  }
  yield directory(written, at);
}

async function* counted(content: ZipEntry['content'], into: { crc: number; size: number }): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    into.crc = crc32(bytes, into.crc);
    into.size += bytes.length;
    yield bytes;
  }
}

const localHeader = (name: Buffer): Buffer =>
  Buffer.concat([
    numbers([4, 0x04034b50], [2, version], [2, flags], [2, deflated], [2, 0], [2, day]),
    numbers([4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]),
    name,
  ]);

function directory(written: readonly Written[], at: number): Buffer {
  const entries = written.map(({ name, at: from, crc, size, packed }) =>
    Buffer.concat([
      numbers([4, 0x02014b50], [2, version], [2, version], [2, flags], [2, deflated], [2, 0], [2, day]),
      numbers([4, crc], [4, packed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, from]),
      name,
    ]),
  );
  const all = Buffer.concat(entries);
  const count = written.length;
  return Buffer.concat([
    all,
    numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, all.length], [4, at], [2, 0]),
  ]);
}

/** Unsigned numbers of two or four bytes, little end first. */
function numbers(...fields: readonly (readonly [width: 2 | 4, value: number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) at = bytes.writeUIntLE(value, at, width);
  return bytes;
}
