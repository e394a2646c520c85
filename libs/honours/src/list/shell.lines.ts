import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Pace } from './shell.pace';

/** Lines that are sorted together. */
const runLines = 2_000;
/** Lines that are packed together: few enough that their text is soon forgotten. */
const blockLines = 50;
const lineFeed = 0x0a;
/** Bytes of a UTF-16 unit. */
const utf8Max = 3;

/**
 * Many lines in the order of their texts. They are sorted in runs and kept deflated, and each is a text again only while it is
 * compared: texts that wait for their turn outlive a young generation, and only a full collection would find them afterwards. No
 * line may hold a line feed.
 */
export class SortedLines {
  private readonly runs: (readonly Buffer[])[] = [];
  private bytes = Buffer.alloc(1 << 20);
  private size = 0;
  private count = 0;

  constructor(private readonly pace: Pick<Pace, 'rest'>) {}

  async add(line: string): Promise<void> {
    this.put(line);
    this.count += 1;
    if (this.count < runLines) return;
    this.endRun();
    await this.pace.rest();
  }

  /** All lines, once. */
  async *inOrder(): AsyncGenerator<string> {
    this.endRun();
    let sources: Iterator<string>[] = this.runs.map(linesIn);
    while (sources.length > 1) {
      const fewer: Iterator<string>[] = [];
      for (let n = 0; n < sources.length; n += 2)
        fewer.push(merged(sources[n] ?? nothing(), sources[n + 1] ?? nothing()));
      sources = fewer;
    }
    const [source = nothing()] = sources;
    let taken = 0;
    for (let one = source.next(); one.done !== true; one = source.next()) {
      yield one.value;
      if (++taken % 50 === 0) await this.pace.rest();
    }
  }

  private put(line: string): void {
    const most = this.size + line.length * utf8Max + 1;
    if (most > this.bytes.length) this.bytes = Buffer.concat([this.bytes.subarray(0, this.size)], 2 * most);
    this.size += this.bytes.write(line, this.size);
    this.size = this.bytes.writeUInt8(lineFeed, this.size);
  }

  private endRun(): void {
    if (this.count === 0) return;
    const lines = this.bytes
      .toString('utf8', 0, this.size - 1)
      .split('\n')
      .sort(inOrder);
    const blocks: Buffer[] = [];
    for (let from = 0; from < lines.length; from += blockLines)
      blocks.push(deflateRawSync(lines.slice(from, from + blockLines).join('\n'), { level: 1 }));
    this.runs.push(blocks);
    this.size = 0;
    this.count = 0;
  }
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const nothing = (): Iterator<string> => [].values();

function* linesIn(run: readonly Buffer[]): Generator<string> {
  for (const block of run) {
    const bytes = inflateRawSync(block);
    for (let from = 0; from <= bytes.length;) {
      const found = bytes.indexOf(lineFeed, from);
      const end = found === -1 ? bytes.length : found;
      yield bytes.toString('utf8', from, end);
      from = end + 1;
    }
  }
}

function* merged(first: Iterator<string>, second: Iterator<string>): Generator<string> {
  let [a, b] = [first.next(), second.next()];
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value <= b.value)) {
      yield a.value as string;
      a = first.next();
    } else {
      yield b.value;
      b = second.next();
    }
  }
}
