import { Inject, Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { sheetCell, type SheetForm } from '@xf/files';
import type { RuleDocument } from '@xf/rules';
import { Authority, defined, etagOf, problem, problemOf, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { Role } from '@xf/access';
import { competitionFold, openContest } from '../competition/decide';
import { competitionCodec } from '../competition/events';
import { rulesOf, takesMarks } from '../competition/rules';
import { standings } from '../standing/project';
import { contestRow, entryRow } from '../standing/query';
import { competitionStream } from '../terms';
import { nameOf, Visibility } from '../visibility/shell';
import { sheet } from './decide';
import { cellKey, differencesOf, type Issued } from './decide.state';
import { sheetPattern, sheetStream } from './events';
import { statusOf } from './query';
import { differingCell, sheetRefusals } from './shell.refusals';

/** The address of a sheet. */
export class SheetPath {
  @ApiProperty({ type: String })
  competition!: string;

  @ApiProperty({ type: String })
  contest!: string;

  @ApiProperty({ type: String })
  sheet!: string;
}

type Open = Extract<ReturnType<typeof openContest>, { state: unknown }>['contest'];

export type Found = { readonly sheet: Issued; readonly contest: Open; readonly organizes: boolean };

/** Finds sheets for whoever may see them, and shows them. */
@Injectable()
export class SheetDesk {
  constructor(
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** A judge finds the sheets of their own slot and nobody else's; all others by their roles. */
  async find(call: Call, on: SheetPath, roles: readonly Role[]): Promise<Found> {
    const known = await this.visibility.require(call, on.competition, roles);
    const found = openContest(known, on.contest);
    if ('rejected' in found || !sheetPattern.test(on.sheet)) throw problem('not-found');
    const state = await this.stateOf(on);
    if (state === undefined) throw problemOf(sheetRefusals, { code: 'sheet-unknown' });
    const others = roles.filter((role) => role !== 'judge');
    const isOwn = state.sheet.issued.slot === call.principal?.account;
    if (!isOwn && !(await this.authority.covers(call, known.organization, others))) throw notYours();
    const hasCodes = state.sheet.issued.rows.some(({ code }) => code !== undefined);
    if (hasCodes) await this.visibility.refuseBothSides(call, known, on.contest);
    else await this.visibility.refuseBlind(call, known, on.contest);
    const organizes = await this.authority.covers(call, known.organization, ['organizer']);
    call.reply.header('etag', etagOf(state.revision));
    return { sheet: state.sheet, contest: found.contest, organizes };
  }

  async stateOf(on: SheetPath): Promise<{ readonly sheet: Issued; readonly revision: number } | undefined> {
    const { engine } = this.runtime;
    const stream = sheetStream(on.competition, on.contest, on.sheet);
    const { state, revision } = await engine.states.load(engine.store, sheet, stream);
    return state.status === 'unknown' ? undefined : { sheet: state, revision };
  }

  /** A sheet as it is printed. Whoever marks must not read whom: names come with measured values or after the freeze. domain-rules 80. */
  async formOf(call: Call, on: SheetPath, { sheet: { issued }, contest, organizes }: Found): Promise<SheetForm> {
    const { competition, contest: id, rows, check, slot, sheet: number } = issued;
    const columns = await this.columnsOf(on, issued);
    const hasCodes = rows.some(({ code }) => code !== undefined);
    const isMarked = columns.some(({ kind }) => kind === 'judged');
    const named = !hasCodes && (contest.frozen || (organizes && !isMarked));
    const entries = named ? await this.entriesOf(call, issued) : [];
    return {
      ...{
        title: await this.titleOf(competition, id),
        sheet: number,
        slot,
        check,
        keyed: hasCodes ? 'code' : 'number',
      },
      link: `xianfeng:${competition}/${id}/${number}#${check}`,
      columns: columns.map(({ kind: _kind, ...column }) => column),
      rows: rows.map(({ number: key, code }, n) => {
        const row = entries[n];
        return { key: code ?? key, ...defined({ name: row && nameOf(row), unit: row?.unit }) };
      }),
    };
  }

  /**
   * Criteria as the sheet was issued with them, by the rules that stood then: paper does not change, and a revision may have
   * dropped one since.
   */
  private async columnsOf({ competition, contest, sheet: number }: SheetPath, { criteria }: Issued['issued']) {
    const { store } = this.runtime.engine;
    const [issue] = await store.readStream(sheetStream(competition, contest, number));
    let then = competitionFold.initial;
    for (const stored of await store.readStream(competitionStream(competition))) {
      if (issue === undefined || stored.position > issue.position) break;
      const event = competitionCodec.decode(stored);
      if (event !== undefined) then = competitionFold.evolve(then, event, stored.validAt);
    }
    const found = openContest(then, contest);
    if ('rejected' in found) throw new Error(`sheet ${number} was issued before ${competition}/${contest} was open`);
    return columnsIn(rulesOf(found.contest.rules).document, criteria);
  }

  private async entriesOf(call: Call, { competition, contest, rows }: Issued['issued']) {
    const { found, shown } = await this.visibility.read(call, competition, contest, ({ view }) =>
      rows.map(({ entry }) => entryRow(view, competition, entry)),
    );
    return shown.open(found);
  }

  /** Off the boards, which otherwise tell a judge of codes nothing. */
  private async titleOf(competition: string, contest: string): Promise<string> {
    const boards = this.runtime.reads.live(standings);
    const row = await boards.read((view) => contestRow(view, competition, contest), competition);
    if (row === undefined) throw problem('not-found');
    return `${row.competitionName} ${row.contest.name}`;
  }

  /** Where a sheet stands: what counts, and where two typings differ. What was typed once is told to nobody. */
  standOf(state: Issued) {
    const { issued, recorded, first, second, withdrawn } = state;
    const cells = issued.rows.length * issued.criteria.length;
    const status = statusOf({ first, second, withdrawn, filled: recorded.size, cells });
    const differences = differencesOf(state).map(differingCell);
    return {
      ...{ status, cells, filled: recorded.size },
      ...defined({ withdrawn }),
      ...(differences.length === 0 ? {} : { differences }),
    };
  }

  async answerOf(on: SheetPath, { sheet: state, contest }: Found): Promise<object> {
    const { competition, contest: id, sheet: number, slot, check, double, position, rows, criteria } = state.issued;
    const values = rows.flatMap(({ entry, number: key, code }, row) =>
      criteria.flatMap((criterion, column) => {
        const known = state.recorded.get(cellKey({ entry, criterion }));
        if (known === undefined) return [];
        return [{ cell: sheetCell(row, column), row: code ?? key, criterion, value: known.value }];
      }),
    );
    return {
      ...{ competition, contest: id, sheet: number, slot, check, double, position, ...this.standOf(state) },
      criteria: (await this.columnsOf(on, state.issued)).map((column) =>
        takesMarks(contest.rules, column.criterion) ? column : { ...column, dropped: true },
      ),
      rows: rows.map(({ number: key, code }) => code ?? key),
      values,
    };
  }
}

function columnsIn({ values }: RuleDocument, criteria: readonly string[]) {
  return criteria.map((criterion) => {
    const value = values.find(({ id }) => id === criterion);
    const marks = value?.marks;
    if (marks === undefined) throw new Error(`${criterion} has no marks in the rules it was issued under`);
    const { min, max, step } = marks.range;
    const range = { min: String(min), max: String(max), ...(step === undefined ? {} : { step: String(step) }) };
    return { criterion, name: value?.name ?? criterion, kind: marks.kind, ...range };
  });
}

const notYours = () =>
  problem('role-missing', {
    errors: [{ code: 'slot-not-yours', zh: '评委只能使用自己的评分表', en: 'a judge uses their own sheets only' }],
  });
