import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { erasedName, openNames, untyped, type BatchItem, type Vault } from '@xf/es';
import {
  Audience,
  Caller,
  ChoiceField,
  Command,
  Commands,
  defined,
  etagOf,
  formatInstant,
  IdField,
  nextPage,
  NumberField,
  problem,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';
import type { Role } from '@xf/access';
import type { ApiRuntime, Call } from '@xf/nest';
import { processOf } from '../competition/rules';
import type { EntryCommand, EntryRejection } from '../entry/command';
import { entry } from '../entry/decide';
import type { SanctionRejection } from '../sanction/command';
import { sanctionFold } from '../sanction/decide';
import { sanctionStream } from '../sanction/events';
import { lifting } from '../sanction/shell.items';
import { PlaceChanges } from '../standing/shell.changes';
import { idPattern, subjectIdOf } from '../terms';
import { rolesKnowing } from '../visibility/rules';
import { Visibility } from '../visibility/shell';
import type { Known } from '../visibility/shell';
import type { AppealCommand, AppealRejection, DecideAppeal, FileAppeal } from './command';
import { appeal, appealFold } from './decide';
import { appealIdOf, appealStream, outcomes } from './events';
import type { AppealFiled, Outcome } from './events';
import { appeals } from './project';
import type { AppealRow } from './project';
import { answeringOf, appealRow, appealsOf } from './query';
import { Filers } from './shell.filer';
import { appealRefusals as refusals } from './shell.refusals';

const asked = ['cancelled'] as const;

class AppealBody extends RecordedBody {
  @NumberField({ zh: '申诉书编号' })
  number!: string;

  @IdField({ zh: '所申诉的参赛项' })
  entry!: string;

  @WholeField({ zh: '针对第几次公布；不填为最近一次', min: 1, max: 1_000_000, optional: true })
  publication?: number;

  @IdField({ zh: '所申诉的违规处理', optional: true })
  sanction?: string;

  @TextField({ zh: '申诉人（领队）姓名，加密保存', max: 60 })
  name!: string;

  @TextField({ zh: '申诉内容，加密保存', max: 2_000 })
  about!: string;

  @ChoiceField({ zh: '申诉请求取消该参赛项的成绩时填写；未填写而裁决取消的，须另一人确认', of: asked, optional: true })
  asks?: 'cancelled';
}

class AppealReasonBody extends RecordedBody {
  @TextField({ zh: '理由，不写个人信息', max: 500 })
  reason!: string;
}

class DecisionBody extends AppealReasonBody {
  @ChoiceField({ zh: '结论：维持、已更正、取消成绩、撤销处理（违规处理，或一票否决）', of: outcomes })
  outcome!: Outcome;

  @TextField({ zh: '依据的条款', max: 200 })
  clause!: string;

  @TextListField({ zh: '依此申诉作出并已确认的更正，如 entry-skills.e1@5', itemsMax: 50, max: 120, optional: true })
  corrections?: string[];
}

const readers = rolesKnowing('hearings');

@ApiTags('申诉与违规处理')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/appeals')
export class AppealsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    private readonly filers: Filers,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', {
    zh: '提出申诉',
    description:
      '主办单位代收书面申诉，可填收到时间；下级组织的主办人员以本人账号为本组织所派的参赛项提出，以提交时间为准。',
  })
  @Audience('organizer')
  async fileAppeal(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: AppealBody,
  ): Promise<object> {
    const { state } = await this.visibility.stateOf(competition);
    const filer = await this.filers.filerOf(call, state, { competition, contest, entry: body.entry });
    const via = filer === undefined ? 'paper' : 'representative';
    if (via === 'representative' && body.validAt !== undefined) throw notYours;
    const { number, entry: about, publication, sanction, name, asks, validAt } = body;
    const id = appealIdOf(competition, contest, number, filer);
    const place = `${competition}/${contest}/appeal/${number}`;
    const person = subjectIdOf(this.runtime.engine.vault, 'person', { name }, place);
    const command: FileAppeal = {
      ...{ type: 'FileAppeal', competition, appeal: id, contest, number, entry: about, via, person, name },
      about: body.about,
      ...defined({ publication, sanction, asks, receivedAt: validAt === undefined ? undefined : Date.parse(validAt) }),
    };
    const answer = { competition, contest, appeal: id, number };
    const told = await this.commands.run(call, appeal, command, { refusals, validAt, answer });
    return filer === undefined ? told : forFiler(told);
  }

  @Command(':appeal/withdrawal', { zh: '撤回申诉', ifMatch: true })
  @Audience('organizer')
  async withdrawAppeal(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('appeal') id: string,
    @Body() { reason, validAt }: AppealReasonBody,
  ): Promise<object> {
    await this.seen(call, competition, contest, id, ['organizer']);
    const command: AppealCommand = { type: 'WithdrawAppeal', competition, appeal: id, reason };
    const answer = { competition, contest, appeal: id };
    return this.commands.run(call, appeal, command, { refusals, ifMatch: 'required', validAt, answer });
  }

  @Command(':appeal/decision', {
    zh: '裁决申诉：当事人与相关裁判回避；列出因此变化的名次；申诉没有请求取消成绩而裁决取消的，须另一人确认',
    ifMatch: true,
  })
  @Audience('organizer', 'judge', 'committee')
  async decideAppeal(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('appeal') id: string,
    @Body() body: DecisionBody,
  ): Promise<object> {
    await this.visibility.require(call, competition, ['organizer', 'judge', 'committee']);
    const { filed } = await this.filed(competition, contest, id);
    const { outcome, reason, clause, corrections = [], validAt } = body;
    const command: DecideAppeal = {
      type: 'DecideAppeal',
      competition,
      appeal: id,
      outcome,
      reason,
      clause,
      corrections,
    };
    const items = [{ decider: untyped(appeal), command }, ...(await this.consequences(command, filed))];
    const answer = { competition, contest, appeal: id, outcome };
    const done = await this.commands.runAll<Refused>(call, items, { refusals, ifMatch: 'required', validAt, answer });
    return this.changes.withChanges(call, { competition, contest, entry: filed.entry }, done);
  }

  @Read('', { zh: '申诉，按收到的先后；附答复期限与是否逾期', query: ['limit', 'cursor', 'minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'auditor')
  listAppeals(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'appeals', async ({ reads, engine }) => {
      const state = await this.visibility.require(call, competition, readers);
      const { limit = 50, cursor } = call.query;
      const { members, position, next } = await reads
        .live(appeals)
        .read((view) => appealsOf(view, competition, contest, cursor, limit), competition);
      const shown = await opened(
        engine.vault,
        members.map(({ row }) => row),
      );
      const rows = shown.map((row) => this.view(state, row));
      return openNames(engine.vault, { position, rows, ...nextPage(call, next && { position, ...next }) });
    });
  }

  @Read(':appeal', { zh: '一件申诉；提出人可读自己的', query: ['minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'auditor')
  getAppeal(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('appeal') id: string,
  ): Promise<object> {
    return this.reading.ask(call, 'appeal', async ({ reads, engine }) => {
      const { state } = await this.visibility.stateOf(competition);
      const { filed, revision } = await this.seen(call, competition, contest, id, readers);
      await this.reading.waitForRevision(appealStream(competition, id), revision);
      const row = await reads.live(appeals).read((view) => appealRow(view, competition, id), competition);
      if (row === undefined) throw problem('not-found');
      const [shown = row] = await opened(engine.vault, [row]);
      call.reply.header('etag', etagOf(revision));
      const answer = { ...this.view(state, shown), revision };
      const isReader = await this.visibility.knows(call, state.organization, 'hearings');
      return openNames(engine.vault, isReader || filed.via === 'paper' ? answer : forFiler(answer));
    });
  }

  /**
   * What a decision does in the same piece: an entry is out, a veto is lifted, or a sanction is lifted and undone. That it be out
   * waits for a second person where the appeal did not ask for it: until then only who decides wants it. domain-rules 131.
   */
  private async consequences(command: DecideAppeal, filed: Filed): Promise<readonly BatchItem[]> {
    const { competition, outcome, reason, clause, appeal: id } = command;
    if (outcome === 'cancelled') {
      const cancel: EntryCommand = {
        ...{ type: 'DisqualifyEntry', competition, entry: filed.entry },
        reason: `申诉裁决：${reason}（${clause}）`,
        ...(filed.asks === 'cancelled' ? { decided: true } : {}),
      };
      return [{ decider: untyped(entry), command: cancel }];
    }
    if (outcome !== 'lifted') return [];
    if (filed.sanction === undefined) {
      const back: EntryCommand = { type: 'ReinstateEntry', competition, entry: filed.entry, reason, decided: true };
      return [{ decider: untyped(entry), command: back }];
    }
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, sanctionFold, sanctionStream(competition, filed.sanction));
    if (state.status === 'unknown') throw problem('not-found');
    return lifting(state.recorded, state.judge !== undefined, { reason, appeal: id });
  }

  /** The caller's own appeal, or one that their role lets them see. Who may not see it does not learn whether it is there. */
  private async seen(call: Call, competition: string, contest: string, id: string, roles: readonly Role[]) {
    const found = await this.find(competition, contest, id);
    if (found === undefined || found.filed.by !== call.principal?.account)
      await this.visibility.require(call, competition, roles);
    if (found === undefined) throw problem('not-found');
    return found;
  }

  private async filed(competition: string, contest: string, id: string) {
    const found = await this.find(competition, contest, id);
    if (found === undefined) throw problem('not-found');
    return found;
  }

  private async find(competition: string, contest: string, id: string) {
    if (!idPattern.test(competition) || !idPattern.test(id)) return undefined;
    const { engine } = this.runtime;
    const { state, revision } = await engine.states.load(engine.store, appealFold, appealStream(competition, id));
    if (state.status === 'unknown' || state.filed.contest !== contest) return undefined;
    return { filed: state.filed, revision };
  }

  private view({ contests }: Known, row: AppealRow): object {
    const rules = contests.get(row.contest)?.rules;
    const minutes = rules && processOf(rules.document).appeals?.answerMinutes;
    const answering = answeringOf(row, minutes, this.runtime.engine.clock.now());
    const { receivedAt, recordedAt, end, subject: _subject, person: _person, ...shown } = row;
    return {
      ...shown,
      receivedAt: formatInstant(receivedAt),
      recordedAt: formatInstant(recordedAt),
      ...(end === undefined ? {} : { end: { ...end, at: formatInstant(end.at) } }),
      ...(answering === undefined ? {} : { dueAt: formatInstant(answering.dueAt), late: answering.late }),
    };
  }
}

type Refused = AppealRejection | SanctionRejection | EntryRejection;
type Filed = Omit<AppealFiled, 'type' | 'name' | 'about'>;

/** How many events an entry has says that something was corrected since it was published. */
function forFiler(told: object): object {
  const {
    entryRevision: _entryRevision,
    events,
    ...rest
  } = told as { entryRevision?: unknown; events?: readonly object[] };
  return events === undefined ? rest : { ...rest, events: events.map(forFiler) };
}

const notYours = problem('role-missing', {
  errors: [
    {
      pointer: '/validAt',
      code: 'received-at-not-yours',
      zh: '只有主办单位可填写收到时间',
      en: 'only an organizer of the contest says when it was received',
    },
  ],
});

/** The texts of appeals as they may be read here; names are opened with the whole answer. */
async function opened(vault: Pick<Vault, 'reveal'>, rows: readonly AppealRow[]): Promise<readonly AppealRow[]> {
  const texts = await vault.reveal(rows.map(({ about }) => about));
  return rows.map((row, n) => ({ ...row, about: texts[n] ?? erasedName }));
}
