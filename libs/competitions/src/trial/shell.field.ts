import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Position, ViewReader } from '@xf/es';
import { problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime } from '@xf/nest';
import type { Pieces } from '@xf/rules';
import { standings } from '../standing/project';
import type { ContestRow, StandingRow } from '../standing/project';
import { fieldPage } from '../standing/query.field';
import type { FieldEntry, FieldPage } from '../standing/query.field';

/** All that counts in a contest, as the log had it at a position. */
export type Field = {
  readonly contest: ContestRow;
  readonly position: Position;
  /** In the order of their numbers. */
  readonly entries: readonly FieldEntry[];
};

const sliceMs = 10;
const pageMax = 500;
const triesMax = 3;

/** Runs work in slices of about 10 ms; between them the process answers others. */
export async function inSlices<T>(pieces: Pieces<T>): Promise<T> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      const { done, value } = pieces.next();
      if (done === true) return value;
    } while (performance.now() < end);
    await setImmediate();
  }
}

type PageAt = (after: FieldPage['next']) => FieldPage | undefined | Promise<FieldPage | undefined>;

/** Answers by name: what is being worked out already is not begun again, and the last ones are kept. */
export class Kept<T> {
  private readonly answers = new Map<string, Promise<T>>();

  constructor(private readonly max: number) {}

  or(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.answers.get(name);
    if (known !== undefined) return known;
    const made = work();
    this.answers.set(name, made);
    made.catch(() => this.answers.delete(name));
    if (this.answers.size > this.max) this.answers.delete(this.answers.keys().next().value ?? name);
    return made;
  }
}

@Injectable()
export class Fields {
  constructor(@Inject(RUNTIME) private readonly runtime: ApiRuntime) {}

  /**
   * The field as the boards have it now, page by page. Where somebody records meanwhile it is read again, at last in one
   * go. Throws `not-found` without the contest.
   */
  async now(competition: string, contest: string): Promise<Field> {
    const live = this.runtime.reads.live(standings);
    const page =
      (limit: number): PageAt =>
      (after) =>
        live.read((view) => fieldPage(view, competition, contest, { after, limit }), competition);
    for (let n = 0; n < triesMax; n++) {
      const field = await paged(page(pageMax));
      if (field !== undefined) return field;
    }
    const whole = await paged(page(Number.MAX_SAFE_INTEGER));
    if (whole === undefined) throw new Error('one page of a field is of two states');
    return whole;
  }

  /** The field as it was at a position, or now without one. Read live where no place has changed since. */
  async asAt(competition: string, contest: string, position: Position | undefined): Promise<Field> {
    const field = await this.now(competition, contest);
    if (position === undefined) return field;
    const isSame = field.contest.changedAt <= position && position <= field.position;
    return isSame ? { ...field, position } : this.at(competition, contest, position);
  }

  /** The field as it was at a position. */
  async at(competition: string, contest: string, position: Position): Promise<Field> {
    const view: ViewReader<StandingRow> = await this.runtime.reads.at(standings, { position }, competition);
    const field = await paged((after) => fieldPage(view, competition, contest, { after, limit: pageMax }));
    if (field === undefined) throw new Error('a past view has changed');
    return { ...field, position };
  }
}

/** Undefined when the contest changed between two pages. */
async function paged(pageAt: PageAt): Promise<Field | undefined> {
  const first = await pageAt(undefined);
  if (first === undefined) throw problem('not-found');
  const entries = [...first.entries];
  for (let { next } = first; next !== undefined;) {
    await setImmediate();
    const page = await pageAt(next);
    if (page?.contest.changedAt !== first.contest.changedAt || page.contest.frozenAt !== first.contest.frozenAt)
      return undefined;
    for (const entry of page.entries) entries.push(entry);
    ({ next } = page);
  }
  entries.sort((a, b) => order(a.row.number, b.row.number) || order(a.row.entry, b.row.entry));
  return { contest: first.contest, position: first.position, entries };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
