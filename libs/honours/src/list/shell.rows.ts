import { Inject, Injectable } from '@nestjs/common';
import { erasedName, type Engine, type Position, type Reads } from '@xf/es';
import type { Table } from '@xf/files';
import { changesIn, checkList, ordering, orderNames, type CheckedList, type ListRow, type Printed } from '@xf/lists';
import { Authority, formatInstant, maskName, problem, problemOf, RUNTIME } from '@xf/nest';
import { nominations } from '../nomination/project';
import { roundFold } from '../round/rules';
import { revokedSet, roll } from '../roll/project';
import { lastChange, lastEmbargoed } from '../roll/query';
import { StoodRolls, type HeldBack } from '../roll/shell.stood';
import { roundStream, type ReceiverKind } from '../terms';
import type { Gathered, PrepareList } from './command';
import type { ListPrepared } from './events';
import { limitsOf, type Limits, type ListFilter } from './rules';
import { Pace } from './shell.pace';
import { listRefusals } from './shell.refusals';
import { Survey, type Surveyed } from './shell.survey';
import { isErased, isHidden, Telling, type Say } from './shell.telling';

/** Rows of a list; more than these are asked for in parts. */
const rowsMax = 100_000;

/** Everything that prints a list: one that is being prepared, or a version of before. */
export type Printable = Pick<
  ListPrepared,
  'title' | 'purpose' | 'filter' | 'names' | 'columns' | 'asOf' | 'position' | 'organization' | 'embargoUntil'
> & {
  readonly rules?: string | undefined;
};

/** What lists are read from; a service has more. */
export type ListSource = {
  readonly engine: Pick<Engine, 'vault' | 'store' | 'states' | 'clock'>;
  readonly reads: Pick<Reads, 'at'>;
};

/** Told of each row that was looked at: once to survey and order it, once to check it, and once more where namesakes are. */
export type OnRow = () => void;
/** Each row is looked at to order it and to check it; where namesakes are, once more, which nobody can know before. */
export const looks = 2;
const toldNothing: OnRow = () => undefined;
const asItIs: Say = (name) => name;

/** What was found out of the rows of a list, and where each of them stands on paper. */
export type Looked = Surveyed & {
  readonly telling: Telling;
  readonly refs: readonly string[];
  readonly erased: number;
  readonly hidden: number;
  /** People whose name is shown and whose ethnicity is not recorded. */
  readonly unsaid: number;
  readonly warnings: ReturnType<ReturnType<typeof ordering>['warnings']>;
};

/**
 * The honours of a list as the log had them, and the list as it is printed now: names of erased people are gone from both.
 * A list may be as long as the roll. Its rows are read anew, a page at a time, for each look that is taken at all of them;
 * what is kept of a row is its place. Others are answered between the pages, and a process looks at one list at a time.
 */
@Injectable()
export class ListRows {
  private readonly rolls: StoodRolls;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: ListSource,
    @Inject(Authority) authority: Pick<Authority, 'pathOf'>,
  ) {
    this.rolls = new StoodRolls(runtime, authority, rowsMax);
  }

  /** What a list says of its rows. */
  async gather(command: PrepareList, masks: readonly string[], onRow = toldNothing) {
    const { reads, engine } = this.runtime;
    const now = engine.clock.now();
    const asOf = Math.min(command.asOf ?? now, now);
    const live = await reads.at(roll);
    const bound = command.asOf === undefined ? live.position() : await engine.store.positionAt(asOf);
    const upTo = Math.min(live.position(), bound);
    const heldBack = heldBackOn(command);
    const hidden = heldBack === undefined ? 0 : lastEmbargoed(live, heldBack.organization, upTo);
    const position = Math.max(lastChange(live, upTo), hidden);
    const looked = await this.inTurn(() => this.look({ ...command, position }, asItIs, onRow));
    const { counts, rowsHash, rules } = looked;
    const limits = await this.limitsOf(looked.rounds);
    const found = { position, asOf, counts, rowsHash, masks, limits };
    const gathered: Gathered = rules === undefined ? found : { ...found, rules };
    return { looked, gathered };
  }

  /** The rows of a version. Throws when they are not what they were: they follow from the log. domain-rules 124. */
  again(version: ListPrepared, onRow = toldNothing): Promise<Looked> {
    return this.sameAs(version, asItIs, onRow);
  }

  /** The same for everybody: of a person who holds the honour no more, the name is masked as on the roll. domain-rules 109. */
  againInPublic(version: ListPrepared): Promise<Looked> {
    return this.sameAs(version, maskName, toldNothing);
  }

  /** Throws the problem `list-refused` with everything that keeps the list from being printed. */
  printed(list: Printable, looked: Looked, by: string, onRow = toldNothing): Promise<CheckedList> {
    return this.inTurn(() => this.checked(list, looked, by, onRow));
  }

  /** What a file changes of the version it was exported from. */
  async changes(version: ListPrepared, table: Table, by: string) {
    const looked = await this.again(version);
    const checked = await this.printed(version, looked, by);
    const printed: Printed[] = [];
    for await (const one of checked.cells()) printed.push(one);
    const kinds = new Map<string, ReceiverKind>();
    for await (const page of this.rolls.these(looked.refs, version.position)) {
      for (const { row } of page) kinds.set(row.ref, row.receiver);
    }
    const kindOf = (key: string): ReceiverKind => kinds.get(key) ?? 'unit';
    return changesIn(table, { columns: checked.columns, rows: printed, kindOf, erasedName });
  }

  /** How many honours were ever revoked: what is printed in public changes with it. */
  async revocations(): Promise<number> {
    return (await this.runtime.reads.at(roll)).size(revokedSet({}));
  }

  private async sameAs(version: ListPrepared, say: Say, onRow: OnRow): Promise<Looked> {
    const looked = await this.inTurn(() => this.look(version, say, onRow));
    if (looked.rowsHash !== version.rowsHash)
      throw new Error(`${version.list} version ${version.version} has other rows now`);
    return looked;
  }

  private async checked(list: Printable, looked: Looked, by: string, onRow: OnRow): Promise<CheckedList> {
    const { title, purpose, columns, names, asOf, position, rules } = list;
    const { telling, refs, erased, hidden, unsaid, warnings } = looked;
    const basis = {
      ...{ asOf: formatInstant(asOf), position, exportedBy: by, order: orderNames[names].zh },
      exportedAt: formatInstant(this.runtime.engine.clock.now()),
      ...(rules === undefined ? {} : { rules }),
    };
    const { rolls } = this;
    let told = onRow;
    async function* rows(): AsyncGenerator<ListRow> {
      const pace = new Pace();
      let hiddenNow = 0;
      for await (const page of rolls.these(refs, position)) {
        await pace.rest();
        for (const row of await telling.rows(page)) {
          if (isHidden(row)) hiddenNow += 1;
          told();
          yield row;
        }
      }
      // Who was erased meanwhile stands where only the name had put them.
      if (hiddenNow !== hidden) throw problem('busy', { headers: { 'retry-after': '1' } });
    }
    const all = [
      ...warnings,
      ...(erased === 0 ? [] : [erasedWarning(erased)]),
      ...(unsaid === 0 ? [] : [unsaidWarning(unsaid)]),
    ];
    const answer = await checkList({ title, purpose, columns, basis, warnings: all, rows });
    told = toldNothing;
    if (!answer.ok) throw problemOf(listRefusals, { code: 'list-refused', problems: answer.problems });
    return answer.checked;
  }

  /** Reads every row once. */
  private async look(list: Omit<Printable, 'title' | 'columns' | 'asOf'>, say: Say, onRow: OnRow): Promise<Looked> {
    const { names, position } = list;
    const filter = { ...list.filter, heldBack: heldBackOn(list) };
    const [pace, telling] = [new Pace(), new Telling(this.runtime, say)];
    const survey = new Survey(pace);
    const titles = filter.awards === undefined ? undefined : await this.titlesOf(filter, filter.awards, position);
    const order = ordering({ names, ...(titles === undefined ? {} : { awards: titles }) });
    const places: Place[] = [];
    let [erased, hidden, unsaid] = [0, 0, 0];
    for await (const page of this.rolls.pages(filter, position)) {
      for (const { row } of page) await survey.take(row);
      for (const row of await telling.rows(page)) {
        const { at, keys } = order.keyed(row, places.length);
        places.push({ at, keys, ref: row.key, award: row.award, isErased: isErased(row) });
        if (isErased(row)) erased += 1;
        if (isHidden(row)) hidden += 1;
        else if (row.kind === 'person' && row.ethnicity === undefined) unsaid += 1;
        onRow();
      }
      await pace.rest();
    }
    const surveyed = await survey.found(await this.runtime.reads.at(nominations));
    const refs = byAward(await pace.sorted(places, order.compare));
    return { ...surveyed, telling, refs, erased, hidden, unsaid, warnings: order.warnings() };
  }

  /** What each award was called when it was given, by its first row. */
  private async titlesOf(
    filter: ListFilter & { readonly heldBack: HeldBack | undefined },
    awards: readonly string[],
    position: Position,
  ): Promise<readonly string[]> {
    const titles: string[] = [];
    for (const award of awards) {
      for await (const [first] of this.rolls.pages({ ...filter, awards: [award] }, position)) {
        if (first === undefined) continue;
        titles.push(first.row.awardTitle);
        break;
      }
    }
    return titles;
  }

  private async limitsOf(rounds: Iterable<string | undefined>): Promise<Limits> {
    const { engine } = this.runtime;
    const documents = [];
    for (const round of rounds) {
      if (round === undefined) documents.push(undefined);
      else {
        const { state } = await engine.states.load(engine.store, roundFold, roundStream(round));
        documents.push(state.status === 'unknown' ? undefined : state.rules?.lists);
      }
    }
    return limitsOf(documents);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/**
 * What a list may hold of honours under an embargo: those its own organisation gave, where it is out no earlier than they are,
 * or never.
 */
function heldBackOn({
  organization,
  purpose,
  embargoUntil,
}: Pick<Printable, 'organization' | 'purpose' | 'embargoUntil'>) {
  const until = purpose === 'internal' ? Number.MAX_SAFE_INTEGER : embargoUntil;
  return until === undefined ? undefined : { organization, until };
}

type Place = {
  readonly at: number;
  readonly keys: readonly (number | string)[];
  readonly ref: string;
  readonly award: string;
  readonly isErased: boolean;
};

/** Awards stay together, in the order of their first rows; who was erased comes last, as what their place followed from is gone. */
function byAward(places: readonly Place[]): readonly string[] {
  const awards = new Map<string, { readonly named: string[]; readonly erased: string[] }>();
  for (const { award, isErased: isGone, ref } of places) {
    const found = awards.get(award) ?? { named: [], erased: [] };
    awards.set(award, found);
    (isGone ? found.erased : found.named).push(ref);
  }
  return [...awards.values()].flatMap(({ named, erased }) => [...named, ...erased]);
}

const erasedWarning = (count: number) => ({
  code: 'names-erased',
  zh: `有 ${count} 人的姓名已依申请删除，排在所获奖项的最后；数目不变。`,
  en: `The names of ${count} were erased on request; they come last in their award, and the counts stay.`,
});

/** Who is printed without an ethnicity is taken for Han. domain-rules 118 */
const unsaidWarning = (count: number) => ({
  code: 'ethnicity-unsaid',
  zh: `有 ${count} 人未登记民族，姓名后未印民族的不都是汉族；可在荣誉台账更正补登。`,
  en: `The ethnicity of ${count} is not recorded: a name without one is not always Han. A correction in the register adds it.`,
});
