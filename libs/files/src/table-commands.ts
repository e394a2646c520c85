import { pieceSize, SubjectErased, type BatchItem, type Bulk, type Position, type Rejection, type Vault } from '@xf/es';
import { cellProblem } from './columns';
import { problemOf, type BothTexts, type FileProblem } from './problem';
import type { OpenTable, Row, TableHead } from './table';

/** Where a command came from: its row, and the column to show when it is refused. */
export type Origin = {
  readonly row: number;
  readonly value?: string;
  readonly index: (rejection: Rejection) => number | undefined;
  /** Whose key its events are sealed under, where it may be somebody who was erased. */
  readonly subject?: string;
};

export type RefusedRow = { readonly item: BatchItem; readonly origin: Origin; readonly rejection: Rejection };

/** Turns the rows of one file into commands, one row at a time. */
export type RowReader = {
  /** What is wrong with the header and with the rows taken so far. */
  readonly problems: FileProblem[];
  /** Columns that nothing is read from. */
  readonly unused: readonly string[];
  /** What makes the same bytes another import: kind and target. */
  readonly target: readonly (string | undefined)[];
  readonly take: (row: Row, add: (item: BatchItem, origin: Origin) => void) => void | Promise<void>;
  /**
   * The refusals that stay: left out are those of rows that say nothing but what stands there already. Absent: all stay.
   * Commands are the same whatever stands there, so that a file sent again is the same file.
   */
  readonly staying?: (refused: readonly RefusedRow[]) => Promise<readonly RefusedRow[]>;
};

export type Source = { readonly table: OpenTable; readonly reader: RowReader };

export type TakeOptions = {
  /** What a refused command is told in. */
  readonly told: (rejection: Rejection) => BothTexts;
  /** Refusals that follow from what is wrong elsewhere, and are not told. */
  readonly follows?: (rejection: Rejection) => boolean;
  /** @defaultValue any number */
  readonly rowsMax?: number;
  /** Commands that are decided, and written, in one piece. @defaultValue pieceSize */
  readonly pieceMax?: number;
  /** Told after every page of the table; what it answers is waited for. */
  readonly onPage?: (rows: number) => void | Promise<void>;
};

export type TakenTable = {
  readonly rows: number;
  readonly commands: number;
  /** Where earlier runs wrote some of it: the last place in the log. */
  readonly known?: Position;
  /** An earlier run wrote something else under the same id; what follows was not read. */
  readonly isReused: boolean;
  /** Whose keys are going to be needed, and where they stand. */
  readonly subjects: ReadonlyMap<string, Origin>;
};

/**
 * Reads a table to its end and has all its commands decided, piece by piece, so that a row is forgotten when its piece is.
 * Nothing is written. What is wrong stands with the reader afterwards.
 */
export async function takeTable(bulk: Bulk, source: Source, options: TakeOptions): Promise<TakenTable> {
  const { table, reader } = source;
  const { rowsMax = Number.POSITIVE_INFINITY, onPage } = options;
  const pieces = new Pieces(bulk, source, options);
  const add = (item: BatchItem, origin: Origin): void => pieces.add(item, origin);
  let rows = 0;
  reading: for (const page of table.pages(reader.problems)) {
    for (const row of page) {
      if (rows === rowsMax) {
        reader.problems.push(tooManyRows(rowsMax));
        break reading;
      }
      rows += 1;
      const taking = reader.take(row, add);
      if (taking !== undefined) await taking;
      if (!pieces.isFull) continue;
      await pieces.flush();
      await onPage?.(rows);
      if (pieces.isReused) break reading;
    }
    await onPage?.(rows);
  }
  await pieces.flush();
  const { commands, known, isReused, subjects } = pieces;
  return { rows, commands, isReused, subjects, ...(known === undefined ? {} : { known }) };
}

const tooManyRows = (max: number): FileProblem =>
  problemOf(
    'too-many-rows',
    `文件超过 ${max} 行（不含表头），未读完。请分成几个文件，依次提交。`,
    `The file has more than ${max} rows beside its header and was not read to its end. Send it in parts.`,
  );

/**
 * Adds a problem for every row whose person was erased: nothing can be sealed for them any more. Asked right before writing,
 * for it makes the keys of all others.
 */
export async function findErased(
  vault: Pick<Vault, 'seal'>,
  { table, reader }: Source,
  subjects: TakenTable['subjects'],
): Promise<void> {
  const left = new Map(subjects);
  while (left.size > 0) {
    try {
      await vault.seal([...left.keys()].map((subject) => ({ subject, field: 'name', text: '' })));
      return;
    } catch (error) {
      if (!(error instanceof SubjectErased)) throw error;
      const origin = left.get(error.subject);
      if (origin === undefined || !left.delete(error.subject)) throw error;
      reader.problems.push(refusedCell(table, origin, { code: 'subject-erased' }, erasedText));
    }
  }
}

const erasedText: BothTexts = {
  zh: '该人员的个人信息已依申请删除，不能再登记',
  en: 'the personal data of this person was erased on request; nothing new can be recorded',
};

/** From the top down, then from left to right: `B7` before `AA7`. */
export function bySheetOrder(a: FileProblem, b: FileProblem): number {
  const [left, right] = [a.cell ?? '', b.cell ?? ''];
  return (a.row ?? 0) - (b.row ?? 0) || left.length - right.length || (left < right ? -1 : Number(left > right));
}

/** The commands of one file, decided piece by piece. */
class Pieces {
  commands = 0;
  known: Position | undefined;
  isReused = false;
  readonly subjects = new Map<string, Origin>();
  private items: BatchItem[] = [];
  private origins: Origin[] = [];

  constructor(
    private readonly bulk: Bulk,
    private readonly source: Source,
    private readonly options: TakeOptions,
  ) {}

  add(item: BatchItem, origin: Origin): void {
    this.items.push(item);
    this.origins.push(origin);
  }

  get isFull(): boolean {
    return this.items.length >= (this.options.pieceMax ?? pieceSize);
  }

  async flush(): Promise<void> {
    const { items, origins } = this;
    if (items.length === 0) return;
    [this.items, this.origins] = [[], []];
    this.commands += items.length;
    const taken = await this.bulk.take(items);
    if (taken.kind === 'repeated') this.known = Math.max(this.known ?? 0, taken.position);
    if (taken.kind === 'command-reused') this.isReused = true;
    if (taken.kind !== 'decided') return;
    const refused = taken.refusals.map(({ index, rejection }): RefusedRow => {
      const [item, origin] = [items[index], origins[index]];
      if (item === undefined || origin === undefined)
        throw new Error(`${rejection.code}: no row for a refused command`);
      return { item, origin, rejection };
    });
    for (const index of taken.changing) {
      const origin = origins[index];
      if (origin?.subject !== undefined) this.subjects.set(origin.subject, origin);
    }
    await this.tell(refused);
  }

  private async tell(refused: readonly RefusedRow[]): Promise<void> {
    const { reader, table } = this.source;
    const { told, follows } = this.options;
    const staying = refused.length === 0 || reader.staying === undefined ? refused : await reader.staying(refused);
    for (const { origin, rejection } of staying) {
      if (follows?.(rejection) === true) continue;
      reader.problems.push(refusedCell(table, origin, rejection, told(rejection)));
    }
  }
}

function refusedCell(table: TableHead, origin: Origin, rejection: Rejection, expected: BothTexts): FileProblem {
  const { row, value } = origin;
  const at = { row, index: origin.index(rejection), ...(value === undefined ? {} : { value }) };
  return cellProblem(table, at, rejection.code, expected);
}
