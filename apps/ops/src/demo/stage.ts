import { setTimeout } from 'node:timers/promises';
import type { Io } from '../io';
import type { Output } from '../print';

/** Where the story is told. */
export type Stage = {
  /** The next numbered step. Throws the signal's reason when the viewer has ended the demo. */
  readonly step: (zh: string, en: string) => Promise<void>;
  readonly say: (...lines: readonly string[]) => void;
  /** Where a reader sees for themselves what was just told. */
  readonly at: (path: string, who?: string) => void;
  /** A picture that later calls draw over on a terminal. Elsewhere only pictures that are `worth` it are printed. */
  readonly draw: (lines: readonly string[], worth: boolean) => Promise<void>;
  /** The picture stays; what follows is printed below it. */
  readonly keep: () => void;
  /** Lets the words of a verb into the story. */
  readonly aside: Output;
};

const stepMs = 200;
const frameMs = 50;
const indent = '     ';

/** Pauses only where somebody watches. */
export function stageOf(io: Io, base: string, fast: boolean): Stage {
  const watched = io.stdout.isTTY === true;
  const line = (text: string): unknown => io.stdout.write(`${text === '' ? '' : indent + text}\n`);
  const pause = async (ms: number): Promise<void> => {
    io.signal?.throwIfAborted();
    if (watched && !fast) await setTimeout(ms, undefined, { signal: io.signal });
  };
  let steps = 0;
  let drawn = 0;
  return {
    async step(zh, en) {
      await pause(stepMs);
      steps += 1;
      io.stdout.write(`\n${String(steps).padStart(3)}. ${zh}\n${indent}${en}\n`);
    },
    say: (...lines) => lines.forEach(line),
    at: (path, who) =>
      line(`→ ${base}${path}${who === undefined ? '（公开 public）' : `（${who} 登录后可见 signed in）`}`),
    async draw(lines, worth) {
      if (watched && drawn > 0) io.stdout.write(`\u001b[${drawn}F\u001b[J`);
      if (watched || worth) lines.forEach(line);
      drawn = lines.length;
      await pause(frameMs);
    },
    keep() {
      drawn = 0;
    },
    aside: { json: false, io: { ...io, stdout: indented(line), stderr: indented(line) } },
  };
}

const indented = (line: (text: string) => unknown) => ({
  write(text: string) {
    text.replace(/\n$/, '').split('\n').forEach(line);
  },
});
