import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Pace } from './shell.pace';

/** Lines that are sorted together. */
const runLines = 2_000;
/** Lines that are packed together: few enough that their text is soon forgotten. */
const blockLines = 50;

/**
 * Many lines in the order of their texts. They are sorted in runs and kept deflated, and each is a text again only while it is
 * taken: of a hundred thousand lines a few thousand are texts at once. No line may hold a line feed.
 */
export class SortedLines {
  private readonly runs: (readonly Buffer[])[] = [];
  private lines: string[] = [];

  constructor(private readonly pace: Pick<Pace, 'rest'>) {}

  async add(line: string): Promise<void> {
    this.lines.push(line);
    if (this.lines.length < runLines) return;
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

  private endRun(): void {
    if (this.lines.length === 0) return;
    const lines = this.lines.sort(inOrder);
    const blocks: Buffer[] = [];
    for (let from = 0; from < lines.length; from += blockLines)
      blocks.push(deflateRawSync(lines.slice(from, from + blockLines).join('\n'), { level: 1 }));
    this.runs.push(blocks);
    this.lines = [];
  }
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const nothing = (): Iterator<string> => [].values();

function* linesIn(run: readonly Buffer[]): Generator<string> {
  for (const block of run) yield* inflateRawSync(block).toString('utf8').split('\n');
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
