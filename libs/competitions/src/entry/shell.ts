import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  etagOf,
  formatInstant,
  IdField,
  IdNumberField,
  ListField,
  maskIdNumber,
  maskPhone,
  nextPage,
  NumberField,
  problem,
  Read,
  RecordedBody,
  RUNTIME,
  TextField,
  TextMapField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { memberPage, revealOne, type StoredEvent } from '@xf/es';
import { competitionRefusals } from '../shell';
import { entriesSet, inputOf } from '../standing/project';
import type { EntryRow } from '../standing/project';
import { openBreaches } from '../standing/project.held';
import { entryRow } from '../standing/query';
import { entryIdOf, entryStream, idPattern, subjectIdOf } from '../terms';
import { nameOf, staffRoles, Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import type { Seen } from '../visibility/shell';
import type { SubmitEntry } from './command';
import { entry } from './decide';
import { entryCodec } from './events';

class MemberBody {
  @TextField({ zh: '成员姓名', max: 60 })
  name!: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人', optional: true })
  idNumber?: string;
}

class EntryBody extends RecordedBody {
  @NumberField({ zh: '参赛编号' })
  number!: string;

  @IdField({ zh: '组别', optional: true })
  group?: string;

  @TextField({ zh: '姓名，或班组、单位名称', max: 100 })
  name!: string;

  @TextField({ zh: '单位', max: 200, optional: true })
  unit?: string;

  @IdNumberField({ zh: '身份证号，加密保存，只以掩码显示', optional: true })
  idNumber?: string;

  @TextField({
    zh: '电话，加密保存',
    max: 20,
    pattern: /^\+?[\d-]{7,19}$/,
    expected: { zh: '7–19 位电话号码', en: 'a telephone number of 7 to 19 digits' },
    optional: true,
  })
  phone?: string;

  @ListField({ zh: '班组成员', of: () => MemberBody, max: 200, optional: true })
  members?: MemberBody[];

  @TextMapField({ zh: '评分规则要求的参赛数据，如难度系数', itemsMax: 50, optional: true })
  attributes?: Record<string, string>;
}

@ApiTags('参赛与评分')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/entries')
export class EntriesController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '报名参赛' })
  @Audience('organizer')
  async submitEntry(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: EntryBody,
  ): Promise<object> {
    const { state } = await this.visibility.stateOf(competition);
    await this.authority.require(call, state.organization, ['organizer']);
    const kind = state.contests.get(contest)?.contest.receiver;
    if (kind === undefined) throw problem('not-found');
    const { number, group, name, unit, idNumber, phone, attributes } = body;
    const id = entryIdOf(competition, contest, number);
    const { subject, members } = this.subjectsOf(body, kind, `${competition}/${contest}/${number}`);
    const command: SubmitEntry = {
      type: 'SubmitEntry',
      competition,
      entry: id,
      contest,
      number,
      kind,
      subject,
      name,
      ...defined({ group, unit, idNumber, phone, members, attributes }),
    };
    const answer = { competition, contest, entry: id, number };
    const effect = await this.visibility.effectFor(call, competition, entryStream(competition, id));
    const options = { refusals: competitionRefusals, validAt: body.validAt, answer, ...effect };
    return this.commands.run(call, entry, command, options);
  }

  @Read('', { zh: '参赛名单', query: ['limit', 'cursor', 'asOf', 'position', 'validAt', 'minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'publicity', 'auditor')
  listEntries(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'entries', async () => {
      const { limit = 50, cursor } = call.query;
      const { shown, found } = await this.forStaff(call, competition, contest, ({ view }) =>
        memberPage(view, entriesSet(competition, contest), { after: cursor, limit }),
      );
      const { position, validAt } = shown;
      const { members, next } = found;
      const rows = await shown.open(members.flatMap(({ row }) => (row.kind === 'entry' ? [entryView(row)] : [])));
      return { position, rows, ...nextPage(call, next && { position, ...next, validAt }) };
    });
  }

  @Read(':entry', { zh: '一个参赛项及其分数', query: ['minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'publicity', 'auditor')
  getEntry(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('entry') id: string,
  ): Promise<object> {
    return this.reading.ask(call, 'entry', async ({ engine }) => {
      if (!idPattern.test(id)) throw problem('not-found');
      await this.visibility.require(call, competition, staffRoles);
      const stream = await engine.store.readStream(entryStream(competition, id));
      const last = stream[stream.length - 1];
      if (last === undefined) throw problem('not-found');
      // The answer must hold what its ETag stands for, or somebody would overwrite what they have not seen.
      await this.reading.waitFor(last.position);
      const { shown, found: row } = await this.forStaff(call, competition, contest, ({ view }) =>
        entryRow(view, competition, id),
      );
      if (row?.contest !== contest) throw problem('not-found');
      call.reply.header('etag', etagOf(last.revision));
      const organizer = await this.visibility.knows(call, shown.contest.organization, 'contacts');
      const { position } = shown;
      const [view, contact] = await Promise.all([
        shown.open(entryView(row)),
        shown.anonymous ? {} : this.contactOf(stream[0], organizer),
      ]);
      const remark = openBreaches(row, shown.contest, inputOf(row, shown.contest).marks);
      return { ...view, ...contact, ...(remark.length === 0 ? {} : { remark }), revision: last.revision, position };
    });
  }

  /** Opaque ids of the entrant and of the members of a team, who are known by their numbers or their places in it. */
  private subjectsOf(body: EntryBody, kind: SubmitEntry['kind'], place: string) {
    const { vault } = this.runtime.engine;
    const subject = subjectIdOf(vault, kind, body, place);
    const members = body.members?.map((member, index) => ({
      person: subjectIdOf(vault, 'person', member, `${place}/${index + 1}`),
      name: member.name,
    }));
    return { subject, members };
  }

  /** Staff see entries live; for others there is no list. */
  private async forStaff<T>(call: Call, competition: string, contest: string, query: (seen: Seen) => T) {
    const { state } = await this.visibility.stateOf(competition);
    await this.authority.require(call, state.organization, staffRoles);
    return this.visibility.read(call, competition, contest, query);
  }

  /** ID number and telephone live in the log only; the number is never shown whole. domain-rules 120. */
  private async contactOf(submitted: StoredEvent | undefined, organizer: boolean): Promise<object> {
    const event = submitted && entryCodec.decode(submitted);
    if (event?.type !== 'EntrySubmitted') throw new Error('an entry stream that does not start with EntrySubmitted');
    const { vault } = this.runtime.engine;
    const idNumber = event.idNumber && (await revealOne(vault, event.idNumber));
    const phone = event.phone && (await revealOne(vault, event.phone));
    return defined({
      idNumber: idNumber && maskIdNumber(idNumber),
      phone: phone && (organizer ? phone : maskPhone(phone)),
    });
  }
}

function entryView(row: EntryRow): object {
  const marks = Object.entries(row.marks).flatMap(([criterion, slots]) =>
    Object.entries(slots).map(([slot, [value]]) => ({ criterion, slot, value })),
  );
  const {
    entry: id,
    number,
    group,
    receiver,
    unit,
    attributes,
    from,
    movedFrom,
    status,
    reason,
    clause,
    arrival,
    scored,
  } = row;
  const name = nameOf(row);
  const members = row.members?.map((member) => member.name);
  const total = scored?.total;
  return {
    entry: id,
    number,
    group,
    receiver,
    name,
    unit,
    members,
    attributes,
    from,
    movedFrom,
    status,
    reason,
    clause,
    arrival: arrival && { dueAt: formatInstant(arrival.dueAt), arrivedAt: formatInstant(arrival.arrivedAt) },
    marks,
    total,
  };
}
