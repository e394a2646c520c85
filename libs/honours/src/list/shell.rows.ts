import { organizationFold, organizationStream } from '@xf/access';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import {
  canonicalJson,
  erasedName,
  isSealed,
  partitionOf,
  sha256,
  type Engine,
  type Position,
  type Reads,
} from '@xf/es';
import type { Table } from '@xf/files';
import { changesIn, checkList, ordering, orderNames, type CheckedList, type ListRow, type Printed } from '@xf/lists';
import { Authority, formatInstant, maskName, problemOf, RUNTIME } from '@xf/nest';
import { nominations } from '../nomination/project';
import { personalIn, personalParts, type Personal } from '../personal';
import { roundFold } from '../round/rules';
import { roundRow } from '../nomination/query';
import { listedOfAward, revokedSet, roll, rollKey, type RollRow } from '../roll/project';
import { awardsUpTo, joinedRolls, lastChange, regionOf, withNamesOf } from '../roll/query';
import { RollFinder } from '../roll/shell.find';
import { honourStream, roundStream, type ReceiverKind } from '../terms';
import { nameOf } from '../visibility/shell';
import type { Gathered, PrepareList } from './command';
import type { AwardCount, ListPrepared } from './events';
import { limitsOf, type Limits, type ListFilter } from './rules';
import { Pace } from './shell.pace';
import { listRefusals } from './shell.refusals';

/** Rows of a list; more than these are asked for in parts. */
const rowsMax = 100_000;
const namesAtOnce = 200;

/** Everything that prints a list: one that is being prepared, or a version of before. */
export type Printable = Pick<
  ListPrepared,
  'title' | 'purpose' | 'filter' | 'names' | 'columns' | 'asOf' | 'position'
> & {
  readonly rules?: string | undefined;
};

/** What lists are read from; a service has more. */
export type ListSource = {
  readonly engine: Pick<Engine, 'vault' | 'store' | 'states' | 'clock'>;
  readonly reads: Pick<Reads, 'at'>;
};

/**
 * The honours of a list as the log had them, and the list as it is printed now: names of erased people are gone from both.
 * A list may be as long as the roll. It is read and made in slices between which others are answered, and one at a time, so
 * that a process never holds two of them.
 */
@Injectable()
export class ListRows {
  private readonly finder: RollFinder;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: ListSource,
    @Inject(Authority) authority: Pick<Authority, 'pathOf'>,
  ) {
    this.finder = new RollFinder(runtime.engine.vault, authority, rowsMax);
  }

  /** What a list says of its rows, with the rows. */
  async gather(command: PrepareList, masks: readonly string[]) {
    const { reads, engine } = this.runtime;
    const now = engine.clock.now();
    const asOf = Math.min(command.asOf ?? now, now);
    const live = await reads.at(roll);
    const bound = command.asOf === undefined ? live.position() : await engine.store.positionAt(asOf);
    const position = lastChange(live, Math.min(live.position(), bound));
    const rows = await this.inTurn(() => this.rows(command.filter, position));
    const rules = await this.rulesOf(rows);
    const limits = await this.limitsOf(rows);
    const found = { position, asOf, counts: countsOf(rows), rowsHash: await hashOf(rows), masks, limits };
    const gathered: Gathered = rules === undefined ? found : { ...found, rules };
    return { rows, gathered };
  }

  /** The rows of a version. They follow from the log, so they are what they were. domain-rules 124. */
  async again(version: ListPrepared): Promise<readonly RollRow[]> {
    const rows = await this.inTurn(() => this.rows(version.filter, version.position));
    if ((await hashOf(rows)) !== version.rowsHash)
      throw new Error(`${version.list} version ${version.version} has other rows now`);
    return rows;
  }

  /** Throws the problem `list-refused` with everything that keeps the list from being printed. */
  printed(list: Printable, rows: readonly RollRow[], by: string): Promise<CheckedList> {
    return this.inTurn(() => this.checked(list, rows, by, (name) => name));
  }

  /** The same for everybody: of a person who holds the honour no more, the name is masked as on the roll. domain-rules 109. */
  printedInPublic(list: Printable, rows: readonly RollRow[]): Promise<CheckedList> {
    return this.inTurn(() => this.checked(list, rows, '', maskName));
  }

  /** What a file changes of the version it was exported from. */
  async changes(version: ListPrepared, table: Table, by: string) {
    const rows = await this.again(version);
    const checked = await this.printed(version, rows, by);
    const printed: Printed[] = [];
    for await (const one of checked.cells()) printed.push(one);
    const kinds = new Map(rows.map(({ ref, receiver }) => [ref, receiver]));
    const kindOf = (key: string): ReceiverKind => kinds.get(key) ?? 'unit';
    return changesIn(table, { columns: checked.columns, rows: printed, kindOf, erasedName });
  }

  /** How many honours were ever revoked: what is printed in public changes with it. */
  async revocations(): Promise<number> {
    return (await this.runtime.reads.at(roll)).size(revokedSet({}));
  }

  private async checked(list: Printable, rows: readonly RollRow[], by: string, ofLost: Say): Promise<CheckedList> {
    const { title, purpose, columns, names, asOf, position, rules, filter } = list;
    const pace = new Pace();
    const { rows: told, erased, unsaid } = await this.listRows(rows, pace, ofLost);
    const awards = filter.awards?.flatMap((award) => rows.find((row) => row.award === award)?.awardTitle ?? []);
    const order = ordering({ names, ...(awards === undefined ? {} : { awards }) });
    const sorted = await pace.sorted(await pace.each(told, order.keyed), order.compare);
    const basis = {
      ...{ asOf: formatInstant(asOf), position, exportedBy: by, order: orderNames[names].zh },
      exportedAt: formatInstant(this.runtime.engine.clock.now()),
      ...(rules === undefined ? {} : { rules }),
    };
    const warnings = [
      ...order.warnings(),
      ...(erased === 0 ? [] : [erasedWarning(erased)]),
      ...(unsaid === 0 ? [] : [unsaidWarning(unsaid)]),
    ];
    const printed = byAward(sorted.map(({ row }) => row));
    const said = { title, purpose, columns, basis, warnings };
    const answer = await checkList({ ...said, rows: () => new Pace().through(printed) });
    if (!answer.ok) throw problemOf(listRefusals, { code: 'list-refused', problems: answer.problems });
    return answer.checked;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async rows({ awards, ...search }: ListFilter, position: Position): Promise<readonly RollRow[]> {
    const changes = awardsUpTo(await this.runtime.reads.at(roll), position);
    const found: RollRow[] = [];
    for (const award of awards ?? [undefined]) {
      const rolls = [];
      for (const one of changes) {
        if (award !== undefined && one.award !== award) continue;
        const partition = partitionOf(honourStream(one.award, 'any'));
        rolls.push(await this.runtime.reads.at(listedOfAward, { position: one.position }, partition));
      }
      for (const row of await this.finder.find(joinedRolls(rolls, position), search)) found.push(row);
    }
    return found;
  }

  /** The document the honours were given under, or what names all of them together. */
  private async rulesOf(rows: readonly RollRow[]): Promise<string | undefined> {
    const view = await this.runtime.reads.at(nominations);
    const given = new Map(
      rows.flatMap(({ round, award }) => (round === undefined ? [] : [[`${round}/${award}`, { round, award }]])),
    );
    const hashes = new Set<string>();
    for (const { round, award } of given.values()) {
      const hash = roundRow(view, round)?.awards.find((one) => one.award === award)?.hash;
      if (hash !== undefined) hashes.add(hash);
    }
    const [first, ...more] = [...hashes].sort();
    return more.length === 0 ? first : `sha256:${sha256([first, ...more].join('\n'))}`;
  }

  private async limitsOf(rows: readonly RollRow[]): Promise<Limits> {
    const { engine } = this.runtime;
    const documents = [];
    for (const round of new Set(rows.map((row) => row.round))) {
      if (round === undefined) documents.push(undefined);
      else {
        const { state } = await engine.states.load(engine.store, roundFold, roundStream(round));
        documents.push(state.status === 'unknown' ? undefined : state.rules?.lists);
      }
    }
    return limitsOf(documents);
  }

  private async listRows(rows: readonly RollRow[], pace: Pace, ofLost: Say) {
    const live = await this.runtime.reads.at(roll);
    const regions = new Map<string, string>();
    const told: ListRow[] = [];
    let [erased, unsaid] = [0, 0];
    for (let at = 0; at < rows.length; at += namesAtOnce) {
      const part = withNamesOf(live, rows.slice(at, at + namesAtOnce));
      await pace.rest();
      const sealed = part
        .flatMap((row) => [nameOf(row), ...Object.values(personalIn(row))])
        .flatMap((one) => one ?? [])
        .filter(isSealed);
      const revealed = await this.runtime.engine.vault.reveal(sealed);
      await pace.rest();
      const names = new Map(sealed.map((text, n) => [text, revealed[n]]));
      for (const row of part) {
        const own = nameOf(row) ?? '';
        const name = isSealed(own) ? names.get(own) : own;
        if (name === undefined) erased += 1;
        const at = regionOf(row);
        if (!regions.has(at)) regions.set(at, await this.nameOfOrganization(at));
        const isLost = isSealed(own) && live.get(rollKey(row.ref))?.revoked !== undefined;
        const shown = isLost && name !== undefined ? ofLost(name) : name;
        const subject = shown === undefined ? erasedName : shown === name ? row.subject : lostSubject;
        // What stands beside a name goes where the name goes.
        const isShown = shown !== undefined && shown === name;
        const beside = isShown ? besideName(row, names) : {};
        if (isShown && row.receiver === 'person' && beside.ethnicity === undefined) unsaid += 1;
        told.push({ ...listRow({ ...row, subject }, shown, regions.get(at) ?? at), ...beside });
      }
    }
    return { rows: told, erased, unsaid };
  }

  private async nameOfOrganization(id: string): Promise<string> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, organizationFold, organizationStream(id));
    return state.status === 'unknown' ? id : state.name;
  }
}

const besideName = (row: Personal, opened: ReadonlyMap<string, string | undefined>): Personal =>
  personalIn(Object.fromEntries(personalParts.map((part) => [part, opened.get(row[part] ?? '')])));

type Say = (name: string) => string;

/** Masked names are alike, and are not meant to be told apart. */
const lostSubject = 'revoked';

/** Those who were erased share a subject: nothing tells them apart any more, and nothing has to. */
const listRow = (row: RollRow, name: string | undefined, region: string): ListRow => ({
  ...{
    key: row.ref,
    subject: row.subject,
    award: row.awardTitle,
    kind: row.receiver,
  },
  ...{ name: name ?? erasedName, region, decision: row.decision.text, conferredOn: row.conferredOn },
  ...(row.unit === undefined ? {} : { unitPost: row.unit }),
});

/** Awards stay together, in the order of their first rows; who was erased comes last, as what their place followed from is gone. */
function byAward(rows: readonly ListRow[]): readonly ListRow[] {
  const awards = new Map<string, { readonly named: ListRow[]; readonly erased: ListRow[] }>();
  for (const row of rows) {
    const found = awards.get(row.award) ?? { named: [], erased: [] };
    awards.set(row.award, found);
    (row.subject === erasedName ? found.erased : found.named).push(row);
  }
  return [...awards.values()].flatMap(({ named, erased }) => [...named, ...erased]);
}

function countsOf(rows: readonly RollRow[]): readonly AwardCount[] {
  const counts = new Map<string, number>();
  for (const { award } of rows) counts.set(award, (counts.get(award) ?? 0) + 1);
  return [...counts].map(([award, count]) => ({ award, count })).sort((a, b) => (a.award < b.award ? -1 : 1));
}

/** By what the log holds, names sealed, in an order that needs no name; positions are other numbers in another store. */
async function hashOf(rows: readonly RollRow[]): Promise<string> {
  const pace = new Pace();
  const lines = await pace.each(
    rows,
    ({ position: _position, basis: _basis, asked: _asked, corrections: _made, ...row }) => canonicalJson(row),
  );
  const sorted = await pace.sorted(lines, (a, b) => (a < b ? -1 : Number(a > b)));
  const hash = createHash('sha256');
  for (const [n, line] of sorted.entries()) hash.update(n === 0 ? line : `\n${line}`);
  return `sha256:${hash.digest('hex')}`;
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
