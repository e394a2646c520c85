import { crc32 } from 'node:zlib';
import { unpack } from './sheet-zip';
import { zipped } from './zip-write';

async function whole(entries: Parameters<typeof zipped>[0]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zipped(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const long = Array.from({ length: 400 }, (_, n) => `第${n}行 `.repeat(100));

it('packs texts that come in pieces, also an empty one, under names in any script', async () => {
  const bytes = await whole([
    { name: 'a.xml', content: ['甲', '乙'] },
    { name: '目录/空.txt', content: [] },
    { name: 'long', content: long },
  ]);
  const files = await unpack(bytes, 10_000_000);
  expect([...files!].map(([name, content]) => [name, content.length])).toEqual([
    ['a.xml', 6],
    ['目录/空.txt', 0],
    ['long', Buffer.from(long.join('')).length],
  ]);
  expect(files!.get('long')!.toString()).toBe(long.join(''));
  expect(bytes.length).toBeLessThan(20_000);
});

it('gives each entry its check sum, behind the entry and in the directory', async () => {
  const bytes = await whole([{ name: 'a', content: long }]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(long.join('')));
  const behind = bytes.indexOf(Buffer.from([0x50, 0x4b, 7, 8]));
  const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  expect(bytes.subarray(behind + 4, behind + 8)).toEqual(sum);
  expect(bytes.subarray(directory + 16, directory + 20)).toEqual(sum);
});

it('is the same bytes for the same texts', async () => {
  const entries = [{ name: 'a', content: ['x'] }];
  expect(await whole(entries)).toEqual(await whole(entries));
});
