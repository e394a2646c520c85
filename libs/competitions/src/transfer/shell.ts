import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped, type BatchItem } from '@xf/es';
import {
  batchAnswer,
  Audience,
  Caller,
  Command,
  Commands,
  defined,
  problem,
  problemOf,
  Reading,
  RecordedBody,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { openContest } from '../competition/decide';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import { competitionRefusals } from '../shell';
import { entriesSet, standings, type EntryRow, type StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import { entryIdOf, type Contest, type ContestAt, type Take } from '../terms';
import { Visibility } from '../visibility/shell';
import { advancementOf, totalsOf, type Advanced, type Published } from '../standing/query.transfer';

type Answer = Readonly<Record<string, unknown>>;

/** Marks of a contest read at once. */
const entriesMax = 100_000;

/** Stages and periods: who goes on, and what counts further, is taken from what was published. */
@ApiTags('竞赛')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class TransferController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('advancement', {
    zh: '接收晋级者：由已公布的上一赛段或下级竞赛，按其评分规则的晋级条款报名，并带入积分',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async takeAdvancing(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    const plan = await this.planOf(call, competition, contest);
    const sources = plan.from ?? [];
    if (sources.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    const items: BatchItem[] = [];
    const told = { through: 0, left: 0, tied: 0, erased: 0 };
    for (const source of sources) {
      const found = advancementOf(await this.publishedOf(source, competition));
      if (found === undefined) throw problemOf(competitionRefusals, { code: 'advance-clause-missing' });
      const named = await this.named(found.through.map(({ row }) => row));
      for (const [n, advanced] of found.through.entries()) {
        const row = named[n];
        if (row === undefined) told.erased += 1;
        else items.push(this.submit(competition, plan, { ...advanced, row }, sources.length > 1));
      }
      told.through += found.through.length;
      told.left += found.left;
      told.tied += found.tied.length;
    }
    return this.runAll(call, items, body, { competition, contest, ...told });
  }

  @Command('intake', {
    zh: '收取各阶段成绩：把已公布的总分记为本赛项的分数；来源重新公布后再次收取即为更正',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async takeTotals(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    const plan = await this.planOf(call, competition, contest);
    const takes = plan.takes ?? [];
    if (takes.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    await this.reading.waitForHead();
    const entries = await this.entriesOf(competition, contest);
    const items: BatchItem[] = [];
    for (const take of takes) items.push(...marksOf(entries, take, await this.publishedOf(take, competition)));
    return this.runAll(call, items, body, { competition, contest, entries: entries.length, marks: items.length });
  }

  private async planOf(call: Call, competition: string, contest: string): Promise<Contest> {
    const state = await this.visibility.require(call, competition, ['organizer']);
    const found = openContest(state, contest);
    if ('rejected' in found) throw problem('not-found');
    return found.contest.contest;
  }

  /** What everybody may read of the source: its last publication. */
  private async publishedOf({ competition, contest }: ContestAt, own: string): Promise<Published> {
    const id = competition ?? own;
    const { reads } = this.runtime;
    const live = await reads.live(standings).read((view) => contestRow(view, id, contest), id);
    const publication = live?.publications[live.publications.length - 1];
    if (publication === undefined) throw problemOf(competitionRefusals, { code: 'source-not-published' });
    const view = await reads.at(standings, { position: publication.position }, id);
    const row = contestRow(view, id, contest);
    if (row === undefined) throw new Error(`${id}/${contest} was published and is not in its own past`);
    return { view, contest: row, publication };
  }

  private entriesOf(competition: string, contest: string): Promise<readonly EntryRow[]> {
    const all = (rows: readonly StandingRow[]) => rows.flatMap((row) => (row.kind === 'entry' ? [row] : []));
    return this.runtime.reads
      .live(standings)
      .read(
        (view) => all(view.range(entriesSet(competition, contest), { limit: entriesMax }).map(({ row }) => row)),
        competition,
      );
  }

  /** Rows with names that can be written anew; undefined for a person who was erased since. */
  private async named(rows: readonly EntryRow[]): Promise<readonly (EntryRow | undefined)[]> {
    const sealed = rows.flatMap(({ name, members = [] }) => [
      ...(name === undefined ? [] : [name]),
      ...members.map((one) => one.name),
    ]);
    const plain = await this.runtime.engine.vault.reveal(sealed);
    const names = new Map(sealed.map((text, n) => [text, plain[n]]));
    return rows.map((row) => {
      const name = row.name === undefined ? undefined : names.get(row.name);
      if (row.name !== undefined && name === undefined) return undefined;
      const members = row.members?.flatMap(({ person, name: text }) => {
        const known = names.get(text);
        return known === undefined ? [] : [{ person, name: known }];
      });
      return { ...row, ...defined({ name, members }) };
    });
  }

  private submit(competition: string, plan: Contest, { row, from, carried }: Advanced, prefixed: boolean): BatchItem {
    // Numbers of several sources would meet.
    const number = prefixed ? `${from.competition}-${row.number}` : row.number;
    const attributes = { ...row.attributes, ...carried };
    const group = plan.groups.some((one) => one.group === row.group) ? row.group : undefined;
    const command: EntryCommand = {
      ...{ type: 'SubmitEntry', competition, contest: plan.contest, kind: row.receiver, subject: row.subject },
      ...{ entry: entryIdOf(competition, plan.contest, number), number, name: row.name ?? row.title ?? '', from },
      ...defined({ group, unit: row.unit, members: row.members }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    };
    return { decider: untyped(entry), command };
  }

  private runAll(call: Call, items: readonly BatchItem[], { validAt }: RecordedBody, answer: Answer): Promise<object> {
    if (items.length === 0) throw problemOf(competitionRefusals, { code: 'nothing-to-take' });
    return this.commands.runAll(call, items, { refusals: competitionRefusals, validAt, answer });
  }
}

/** The marks a publication gives these entries. Whether one is new, known or a correction is decided by its entry. */
function marksOf(entries: readonly EntryRow[], { criterion, slot }: Take, source: Published): readonly BatchItem[] {
  const totals = totalsOf(source);
  return entries.flatMap((row): BatchItem[] => {
    const from = totals.get(row.subject);
    if (from === undefined || row.status !== 'competing') return [];
    const at = { competition: row.competition, entry: row.entry, criterion, slot };
    const command: EntryCommand = { type: 'TakeScore', ...at, from };
    return [{ decider: untyped(entry), command }];
  });
}
