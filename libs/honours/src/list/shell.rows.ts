import { organizationFold, organizationStream } from '@xf/access';
import { erasedName, isSealed, sha256, canonicalJson, type Position } from '@xf/es';
import { checkList, orderNames, orderRows, type CheckedList, type ListRow } from '@xf/lists';
import { formatInstant, problemOf, type ApiRuntime, type Authority } from '@xf/nest';
import { nominations } from '../nomination/project';
import { roundRow } from '../nomination/query';
import { roll, type RollRow } from '../roll/project';
import { lastChange, regionOf, withNamesOf } from '../roll/query';
import { RollFinder } from '../roll/shell.find';
import { PastRolls } from '../roll/shell.past';
import { nameOf } from '../visibility/shell';
import type { Gathered, PrepareList } from './command';
import type { AwardCount, ListPrepared } from './events';
import type { ListFilter } from './rules';
import { listRefusals } from './shell.refusals';

/** Rows of a list; more than these are asked for in parts. */
const rowsMax = 100_000;
const namesAtOnce = 2_000;

/** Everything that prints a list: one that is being prepared, or a version of before. */
export type Printable = Pick<
  ListPrepared,
  'title' | 'purpose' | 'filter' | 'names' | 'columns' | 'asOf' | 'position'
> & {
  readonly rules?: string | undefined;
};

/** The honours of a list as the log had them, and the list as it is printed now: names of erased people are gone from both. */
export class ListRows {
  private readonly past: PastRolls;
  private readonly finder: RollFinder;

  constructor(
    private readonly runtime: ApiRuntime,
    authority: Authority,
  ) {
    this.past = new PastRolls(runtime.reads);
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
    const rows = await this.rows(command.filter, position);
    const rules = await this.rulesOf(rows);
    const found = { position, asOf, counts: countsOf(rows), rowsHash: hashOf(rows), masks };
    const gathered: Gathered = rules === undefined ? found : { ...found, rules };
    return { rows, gathered };
  }

  /** The rows of a version. They follow from the log, so they are what they were. domain-rules 124. */
  async again(version: ListPrepared): Promise<readonly RollRow[]> {
    const rows = await this.rows(version.filter, version.position);
    if (hashOf(rows) !== version.rowsHash)
      throw new Error(`${version.list} version ${version.version} has other rows now`);
    return rows;
  }

  /** Throws the problem `list-refused` with everything that keeps the list from being printed. */
  async printed(list: Printable, rows: readonly RollRow[], by: string): Promise<CheckedList> {
    const { title, purpose, columns, names, asOf, position, rules, filter } = list;
    const { rows: told, erased } = await this.listRows(withNamesOf(await this.runtime.reads.at(roll), rows));
    const awards = filter.awards?.flatMap((award) => rows.find((row) => row.award === award)?.awardTitle ?? []);
    const ordered = orderRows(told, { names, ...(awards === undefined ? {} : { awards }) });
    const basis = {
      ...{ asOf: formatInstant(asOf), position, exportedBy: by, order: orderNames[names].zh },
      exportedAt: formatInstant(this.runtime.engine.clock.now()),
      ...(rules === undefined ? {} : { rules }),
    };
    const warnings = [...ordered.warnings, ...(erased === 0 ? [] : [erasedWarning(erased)])];
    // Who was erased comes last: what their place followed from is gone.
    const last = ordered.rows.filter(({ subject }) => subject === erasedName);
    const printedRows = [...ordered.rows.filter(({ subject }) => subject !== erasedName), ...last];
    const answer = await checkList({ title, purpose, columns, basis, warnings, rows: () => byAward(printedRows) });
    if (!answer.ok) throw problemOf(listRefusals, { code: 'list-refused', problems: answer.problems });
    return answer.checked;
  }

  private async rows({ awards, region, ...search }: ListFilter, position: Position): Promise<readonly RollRow[]> {
    const found: RollRow[] = [];
    for (const award of awards ?? [undefined]) {
      const view = await this.past.at(position, undefined, award);
      found.push(...(await this.finder.find(view, { ...search, region })));
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

  private async listRows(rows: readonly RollRow[]) {
    const regions = new Map<string, string>();
    const told: ListRow[] = [];
    let erased = 0;
    for (let at = 0; at < rows.length; at += namesAtOnce) {
      const part = rows.slice(at, at + namesAtOnce);
      const sealed = part.flatMap((row) => nameOf(row) ?? []).filter(isSealed);
      const revealed = await this.runtime.engine.vault.reveal(sealed);
      const names = new Map(sealed.map((text, n) => [text, revealed[n]]));
      for (const row of part) {
        const own = nameOf(row) ?? '';
        const name = isSealed(own) ? names.get(own) : own;
        if (name === undefined) erased += 1;
        const at = regionOf(row);
        if (!regions.has(at)) regions.set(at, await this.nameOfOrganization(at));
        told.push(listRow(row, name, regions.get(at) ?? at));
      }
    }
    return { rows: told, erased };
  }

  private async nameOfOrganization(id: string): Promise<string> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, organizationFold, organizationStream(id));
    return state.status === 'unknown' ? id : state.name;
  }
}

/** Those who were erased share a subject: nothing tells them apart any more, and nothing has to. */
const listRow = (row: RollRow, name: string | undefined, region: string): ListRow => ({
  ...{
    key: row.ref,
    subject: name === undefined ? erasedName : row.subject,
    award: row.awardTitle,
    kind: row.receiver,
  },
  ...{ name: name ?? erasedName, region, decision: row.decision.text, conferredOn: row.conferredOn },
  ...(row.unit === undefined ? {} : { unitPost: row.unit }),
});

/** Awards stay together, in the order of their first rows. */
function byAward(rows: readonly ListRow[]): readonly ListRow[] {
  const awards = new Map<string, ListRow[]>();
  for (const row of rows) {
    const found = awards.get(row.award);
    if (found === undefined) awards.set(row.award, [row]);
    else found.push(row);
  }
  return [...awards.values()].flat();
}

function countsOf(rows: readonly RollRow[]): readonly AwardCount[] {
  const counts = new Map<string, number>();
  for (const { award } of rows) counts.set(award, (counts.get(award) ?? 0) + 1);
  return [...counts].map(([award, count]) => ({ award, count })).sort((a, b) => (a.award < b.award ? -1 : 1));
}

/** By what the log holds, names sealed, in an order that needs no name; positions are other numbers in another store. */
function hashOf(rows: readonly RollRow[]): string {
  const lines = rows
    .map(({ position: _position, basis: _basis, asked: _asked, corrections: _made, ...row }) => canonicalJson(row))
    .sort();
  return `sha256:${sha256(lines.join('\n'))}`;
}

const erasedWarning = (count: number) => ({
  code: 'names-erased',
  zh: `有 ${count} 人的姓名已依申请删除，排在所获奖项的最后；数目不变。`,
  en: `The names of ${count} were erased on request; they come last in their award, and the counts stay.`,
});
