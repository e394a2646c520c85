import { inflateSync } from 'node:zlib';
import type { Place } from '@xf/es';
import type { Held } from '../memory/content';

/** A few rows' JSON texts, one a line, deflated. The bytes were checked against the digest. */
export type RowPart = { readonly digest: string; readonly count: number; readonly bytes: Buffer };

/** Places of all rows of a frame, without an object for each: most rows are never touched. */
export class KeptPlaces {
  private readonly last: Int32Array;
  private readonly sets: string[] = [];
  private readonly sorts: string[] = [];
  /** The place of the same row that was added before. */
  private readonly earlier: number[] = [];

  constructor(rows: number) {
    this.last = new Int32Array(rows).fill(-1);
  }

  add(row: number, set: string, sort: string): void {
    this.earlier.push(this.last[row] ?? -1);
    this.last[row] = this.sets.push(set) - 1;
    this.sorts.push(sort);
  }

  /** In the order in which they were added. */
  of(row: number): readonly Place[] {
    const places: Place[] = [];
    for (let at = this.last[row] ?? -1; at >= 0; at = this.earlier[at] ?? -1) {
      places.push({ set: this.sets[at] ?? '', sort: this.sorts[at] ?? '' });
    }
    return places.reverse();
  }
}

/** A row of a frame. It is parsed when somebody reads it. */
export class KeptRow implements Held {
  private parsed: { readonly row: unknown } | undefined;

  /** `number`: of the row among those whose places are kept. */
  constructor(
    private readonly texts: RowTexts,
    readonly part: RowPart,
    readonly index: number,
    private readonly placed: readonly Place[] | KeptPlaces,
    private readonly number = 0,
  ) {}

  get places(): readonly Place[] {
    return this.placed instanceof KeptPlaces ? this.placed.of(this.number) : this.placed;
  }

  get row(): unknown {
    this.parsed ??= { row: JSON.parse(this.text()) };
    return this.parsed.row;
  }

  text(): string {
    const text = this.texts.of(this.part)[this.index];
    if (text === undefined) throw new Error(`frame: part ${this.part.digest} has no row ${this.index}`);
    return text;
  }
}

/** Characters of inflated rows kept for all frames of a process; frames of one partition share their parts. */
const charactersMax = 96 * 2 ** 20;

/** Inflated parts; the one used longest ago goes first. */
export class RowTexts {
  private readonly kept = new Map<string, { readonly texts: readonly string[]; readonly characters: number }>();
  private characters = 0;

  constructor(private readonly most = charactersMax) {}

  of(part: RowPart): readonly string[] {
    const known = this.kept.get(part.digest);
    if (known !== undefined) {
      this.kept.delete(part.digest);
      this.kept.set(part.digest, known);
      return known.texts;
    }
    const whole = inflateSync(part.bytes).toString('utf8');
    const entry = { texts: whole.split('\n'), characters: whole.length };
    this.kept.set(part.digest, entry);
    this.characters += entry.characters;
    for (const [digest, { characters }] of this.kept) {
      if (this.characters <= this.most) break;
      this.kept.delete(digest);
      this.characters -= characters;
    }
    return entry.texts;
  }
}
