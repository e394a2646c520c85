import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { dayOf } from '@xf/calendar';
import {
  Audience,
  Authority,
  Caller,
  Check,
  Command,
  Commands,
  DayField,
  DocumentField,
  etagOf,
  formatInstant,
  IdField,
  ListField,
  problem,
  problemOf,
  Public,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { roundStaff, RoundVisibility } from '../visibility/shell';
import { notices } from './decide';
import { hashNoticeDocument, loadNoticeDocument } from './rules';
import { noticeDocumentSchema } from './rules.schema';
import {
  certified,
  entryStatus,
  levelOf,
  openObjections,
  waitingBelow,
  windowOf,
  type NoticesState,
  type NoticeState,
} from './rules.standing';
import { noticeRefusals as refusals } from './shell.refusals';
import { NoticeVisibility } from './shell.seen';
import { certificateText, noticeText, withCorrected } from './shell.text';

class NoticeRulesBody {
  @DocumentField({ zh: '公示办法，见 /schemas/notice-document-1.json' })
  document!: object;
}

class NoticeYearBody {
  @DocumentField({ zh: '一年的节假日与调休：year、source（依据的通知）、holidays、workdays' })
  year!: object;
}

class DetailBody {
  @IdField({ zh: '公示办法所列的一项' })
  field!: string;

  @TextField({ zh: '内容，加密保存', max: 200 })
  value!: string;
}

class NomineeBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @ListField({ zh: '提名以外另行公示的内容', of: () => DetailBody, max: 20, optional: true })
  details?: DetailBody[];
}

class NoticeBody extends RecordedBody {
  @IdField({ zh: '公示标识' })
  notice!: string;

  @IdField({ zh: '公示的组织，须在评选组织之内；不填为评选组织本身', optional: true })
  organization?: string;

  @IdField({ zh: '公示的级次，见公示办法' })
  level!: string;

  @TextField({ zh: '标题' })
  title!: string;

  @TextField({ zh: '公示正文，含反映异议的方式', max: 4_000 })
  text!: string;

  @DayField({ zh: '张贴之日' })
  postedOn!: string;

  @ListField({ zh: '公示名单', of: () => NomineeBody, min: 1, max: 2_000 })
  nominees!: NomineeBody[];
}

class ClosingBody extends RecordedBody {}

class ReopeningBody extends RecordedBody {
  @DayField({ zh: '重新张贴之日' })
  postedOn!: string;

  @TextField({ zh: '重新公示的理由，不写个人信息', max: 500 })
  reason!: string;
}

@ApiTags('公示')
@Controller()
export class NoticesController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly visibility: NoticeVisibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Check('api/notice-documents/check', { zh: '检查公示办法，列出全部问题', problems: [401, 403] })
  @ApiBearerAuth()
  @Audience('organizer')
  checkNoticeDocument(@Body() { document }: NoticeRulesBody): object {
    const loaded = loadNoticeDocument(document);
    if (!loaded.ok) return { ok: false, problems: loaded.problems };
    return { ok: true, hash: hashNoticeDocument(loaded.document), problems: [] };
  }

  @Read('schemas/notice-document-1.json', { zh: '公示办法的 JSON Schema' })
  @Public()
  getNoticeDocumentSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return noticeDocumentSchema;
  }

  @Command('api/honour-rounds/:round/notice-rules', { zh: '确定本批次的公示办法；有公示后不可更改' })
  @ApiBearerAuth()
  @Audience('organizer')
  async pinNoticeRules(@Caller() call: Call, @Param('round') round: string, @Body() { document }: NoticeRulesBody) {
    await this.rounds.require(call, round, ['organizer']);
    const command = { type: 'PinNoticeRules', round, document } as const;
    return this.commands.run(call, notices, command, { refusals, answer: { round } });
  }

  @Command('api/honour-rounds/:round/notice-years', {
    zh: '补充一年的节假日与调休，每年一次',
    description: '用于确定办法时尚未公布的年份。此前登记、核实期限尚无从计算的异议，期限随之算出。',
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async addNoticeYear(@Caller() call: Call, @Param('round') round: string, @Body() { year }: NoticeYearBody) {
    await this.rounds.require(call, round, ['organizer']);
    const command = { type: 'AddNoticeYear', round, table: year } as const;
    return this.commands.run(call, notices, command, { refusals, answer: { round } });
  }

  @Command('api/honour-rounds/:round/notices', { zh: '公示一份名单；工作日由公示办法计算，可先以 dryRun 查看' })
  @ApiBearerAuth()
  @Audience('organizer')
  async openNotice(@Caller() call: Call, @Param('round') round: string, @Body() body: NoticeBody): Promise<object> {
    const { state } = await this.rounds.stateOf(round);
    const { notice, organization = state.organization, level, title, text, postedOn, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    // Whoever is outside the round's organisation does not learn that there is a round.
    if (!(await this.authority.pathOf(organization)).includes(state.organization)) throw problem('not-found');
    const nominees = body.nominees.map(({ nomination, details = [] }) => ({
      nomination,
      details: details.map(({ field, value }) => ({ field, value })),
    }));
    const said = { notice, organization, level, title, text, postedOn, nominees };
    const command = { type: 'OpenNotice', round, ...said } as const;
    return this.commands.run(call, notices, command, { refusals, validAt, answer: { round, notice } });
  }

  @Read('api/honour-rounds/:round/notices', { zh: '本批次的公示，按张贴先后', query: ['minPosition'] })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  listNotices(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'notices', async () => {
      await this.rounds.require(call, round, roundStaff);
      const { state, revision } = await this.visibility.stateOf(round);
      return { rows: [...state.notices.values()].map((one) => noticeView(state, one)), revision };
    });
  }

  @Read('api/honour-rounds/:round/notices/:notice', {
    zh: '一份公示：每个提名的现状与异议的件数，不含异议内容',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  getNotice(@Caller() call: Call, @Param('round') round: string, @Param('notice') id: string): Promise<object> {
    return this.reading.ask(call, 'notice', async () => {
      const { state, notice, revision } = await this.visibility.require(call, round, id, roundStaff);
      const nominees = await this.visibility.nominees(round, notice);
      call.reply.header('etag', etagOf(revision));
      const hidden = await this.visibility.hiddenFrom(call, round);
      const rows = nominees.map(({ nomination, award, name, unit, corrected }) => {
        if (hidden.has(nomination)) return { hidden: true };
        return { nomination, award, name, unit, corrected, status: entryStatus(state, notice, nomination) };
      });
      return { ...noticeView(state, notice), nominees: rows, revision };
    });
  }

  @Read('api/honour-rounds/:round/notices/:notice/text', {
    zh: '公示文本；公示期满后不再提供',
    description: '只含公示办法所列的项目，按其规定遮盖；含身份证号的一律不提供。',
  })
  @Public()
  getNoticeText(@Caller() call: Call, @Param('round') round: string, @Param('notice') id: string): Promise<object> {
    return this.reading.ask(call, 'notice-text', async () => {
      const { state, notice } = await this.visibility.noticeOf(round, id);
      if (dayOf(this.runtime.engine.clock.now()) > windowOf(notice).shownUntil) throw problem('not-found');
      return noticeText(state, notice, await this.visibility.nominees(round, notice));
    });
  }

  @Read('api/honour-rounds/:round/notices/:notice/certificate', {
    zh: '“公示无异议”证明：列本级与此前各级公示均已通过者；有未办结的异议则不出具',
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  getNoticeCertificate(@Caller() call: Call, @Param('round') round: string, @Param('notice') id: string) {
    return this.reading.ask(call, 'notice-certificate', async () => {
      const { state, notice, revision } = await this.visibility.require(call, round, id, roundStaff);
      const until = windowOf(notice).closesAt;
      if (notice.status === 'open') throw problemOf(refusals, { code: 'notice-running', until });
      const count = openObjections(state, notice).length;
      if (count > 0) throw problemOf(refusals, { code: 'objections-open', count });
      const { through, behind } = certified(state, notice);
      if (through.size === 0) {
        const waiting = waitingBelow(state, behind, notice.level);
        throw problemOf(refusals, waiting ? { code: 'level-not-passed', ...waiting } : { code: 'nobody-through' });
      }
      const nominees = await this.visibility.nominees(round, notice);
      const hidden = await this.visibility.hiddenFrom(call, round);
      const names = nominees
        .filter(({ nomination }) => through.has(nomination))
        .map(({ nomination, name, corrected }) =>
          hidden.has(nomination) ? '（应回避）' : withCorrected(name, corrected?.name),
        );
      return { round, notice: id, ...certificateText(state, notice, names), nominees: names, revision };
    });
  }

  @Command('api/honour-rounds/:round/notices/:notice/closing', { zh: '期满后结束公示', ifMatch: true })
  @ApiBearerAuth()
  @Audience('organizer')
  async closeNotice(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('notice') notice: string,
    @Body() { validAt }: ClosingBody,
  ): Promise<object> {
    await this.visibility.require(call, round, notice, ['organizer']);
    const command = { type: 'CloseNotice', round, notice } as const;
    const answer = { round, notice };
    return this.commands.run(call, notices, command, { refusals, ifMatch: 'required', validAt, answer });
  }

  @Command('api/honour-rounds/:round/notices/:notice/reopening', { zh: '重新公示；下一级须等其结束', ifMatch: true })
  @ApiBearerAuth()
  @Audience('organizer')
  async reopenNotice(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('notice') notice: string,
    @Body() { postedOn, reason, validAt }: ReopeningBody,
  ): Promise<object> {
    await this.visibility.require(call, round, notice, ['organizer']);
    const command = { type: 'ReopenNotice', round, notice, postedOn, reason } as const;
    const answer = { round, notice };
    return this.commands.run(call, notices, command, { refusals, ifMatch: 'required', validAt, answer });
  }
}

function noticeView(state: NoticesState, notice: NoticeState): object {
  const { notice: id, organization, level, title, status, windows, entries } = notice;
  const rules = levelOf(state, level);
  const own = [...state.objections.values()].filter((one) => one.notice === id);
  const count = (test: (one: (typeof own)[number]) => boolean): number => own.filter(test).length;
  return {
    ...{ notice: id, organization, level, levelName: rules?.name, cites: rules?.cites, title, status },
    windows: windows.map(({ postedOn, days, closesAt, shownUntil }) => {
      return { postedOn, days, closesAt: formatInstant(closesAt), shownUntil };
    }),
    listed: entries.length,
    objections: {
      filed: own.length,
      late: count(({ late }) => late),
      anonymous: count(({ from }) => from === 'anonymous'),
      holding: count((one) => one.blocking && one.status === 'open'),
      kept: count(({ outcome }) => outcome === 'kept'),
      adjusted: count(({ outcome }) => outcome === 'adjusted'),
      cancelled: count(({ outcome }) => outcome === 'cancelled'),
      abandoned: count((one) => one.status === 'abandoned'),
    },
  };
}
