import { createHash } from 'node:crypto';
import { canonicalJson, sha256, type ViewReader } from '@xf/es';
import type { HonoursRow } from '../nomination/project';
import { roundRow } from '../nomination/query';
import type { RollRow } from '../roll/project';
import type { Day } from '../terms';
import type { AwardCount } from './events';
import { SortedLines } from './shell.lines';
import type { Pace } from './shell.pace';

/** What a list says of all of its rows together. */
export type Surveyed = {
  readonly counts: readonly AwardCount[];
  readonly rowsHash: string;
  readonly rules?: string;
  /** Those they were given in; undefined for what was given outside a round. */
  readonly rounds: ReadonlySet<string | undefined>;
  /** The numbers of the decisions the honours were given by, and the day of the last one. */
  readonly decided: { readonly numbers: readonly string[]; readonly date: Day };
};

/** Finds it out row by row. */
export class Survey {
  private readonly counts = new Map<string, number>();
  private readonly lines: SortedLines;
  private readonly given = new Map<string, { readonly round: string; readonly award: string }>();
  private readonly decisions = new Set<string>();
  private readonly rounds = new Set<string | undefined>();
  private latest: Day = '';

  constructor(pace: Pace) {
    this.lines = new SortedLines(pace);
  }

  async take(row: RollRow): Promise<void> {
    const { award, round, decision, conferredOn } = row;
    this.counts.set(award, (this.counts.get(award) ?? 0) + 1);
    this.rounds.add(round);
    if (round !== undefined) this.given.set(`${round}/${award}`, { round, award });
    this.decisions.add(decision.text);
    if (conferredOn > this.latest) this.latest = conferredOn;
    // Positions are other numbers in another store; the end of an embargo changes no list that had the honour before.
    const {
      position: _position,
      announced: _announced,
      basis: _basis,
      asked: _asked,
      corrections: _made,
      ...said
    } = row;
    await this.lines.add(canonicalJson(said));
  }

  /** Once. */
  async found(rounds: ViewReader<HonoursRow>): Promise<Surveyed> {
    const counts = [...this.counts].map(([award, count]) => ({ award, count }));
    const rules = this.rules(rounds);
    return {
      counts: counts.sort((a, b) => (a.award < b.award ? -1 : 1)),
      rowsHash: await this.hash(),
      rounds: this.rounds,
      decided: { numbers: [...this.decisions], date: this.latest },
      ...(rules === undefined ? {} : { rules }),
    };
  }

  /** By what the log holds, names sealed, in an order that needs no name. */
  private async hash(): Promise<string> {
    const hash = createHash('sha256');
    let isFirst = true;
    for await (const line of this.lines.inOrder()) {
      if (!isFirst) hash.update('\n');
      hash.update(line);
      isFirst = false;
    }
    return `sha256:${hash.digest('hex')}`;
  }

  /** The document the honours were given under, or what names all of them together. */
  private rules(view: ViewReader<HonoursRow>): string | undefined {
    const hashes = new Set<string>();
    for (const { round, award } of this.given.values()) {
      const hash = roundRow(view, round)?.awards.find((one) => one.award === award)?.hash;
      if (hash !== undefined) hashes.add(hash);
    }
    const [first, ...more] = [...hashes].sort();
    return more.length === 0 ? first : `sha256:${sha256([first, ...more].join('\n'))}`;
  }
}
