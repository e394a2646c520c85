import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  defined,
  etagOf,
  IdField,
  ListField,
  Read,
  Reading,
  RecordedBody,
  TextField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { recusalsOf } from '../ballot/rules.standing';
import { ReviewVisibility, type SeenReview } from '../ballot/shell.seen';
import { NoticeVisibility } from '../notice/shell.seen';
import { RoundVisibility } from '../visibility/shell';
import { committee } from './decide';
import { committeeRefusals as refusals } from './shell.refusals';

class CommitteeMemberBody {
  @IdField({ zh: '委员的账号' })
  account!: string;

  @IdField({ zh: '委员本人的标识，用于发现其本人被提名', optional: true })
  person?: string;

  @TextField({ zh: '委员的单位，写法同提名' })
  unit!: string;

  @IdField({ zh: '委员所在的组织' })
  organization!: string;
}

class CommitteeBody extends RecordedBody {
  @ListField({ zh: '委员', of: () => CommitteeMemberBody, min: 1, max: 999 })
  members!: CommitteeMemberBody[];
}

class CommitteeReplacementBody extends RecordedBody {
  @IdField({ zh: '离任委员的账号' })
  out!: string;

  @IdField({ zh: '接任委员的账号' })
  account!: string;

  @IdField({ zh: '接任委员本人的标识，用于发现其本人被提名', optional: true })
  person?: string;

  @TextField({ zh: '接任委员的单位，写法同提名' })
  unit!: string;

  @IdField({ zh: '接任委员所在的组织' })
  organization!: string;

  @TextField({ zh: '更换的理由，不写个人信息', max: 500 })
  reason!: string;
}

class KinBody extends RecordedBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @TextField({ zh: '亲属关系，加密保存，仅评选组织者可见' })
  relation!: string;
}

class RecusalBody extends RecordedBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;
}

const readers = ['organizer', 'auditor', 'committee'] as const;

@ApiTags('评审')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/committee')
export class CommitteeController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly reviews: ReviewVisibility,
    private readonly notices: NoticeVisibility,
  ) {}

  @Command('', { zh: '组成评委会；人数须合评选办法' })
  @Audience('organizer')
  async nameCommittee(@Caller() call: Call, @Param('round') round: string, @Body() body: CommitteeBody) {
    await this.rounds.require(call, round, ['organizer']);
    const members = body.members.map(memberOf);
    const { validAt } = body;
    const command = { type: 'NameCommittee', round, members } as const;
    return this.commands.run(call, committee, command, { refusals, validAt, answer: { round } });
  }

  @Command('replacements', { zh: '更换一名委员', ifMatch: true })
  @Audience('organizer')
  async replaceMember(@Caller() call: Call, @Param('round') round: string, @Body() body: CommitteeReplacementBody) {
    await this.rounds.require(call, round, ['organizer']);
    const { out, reason, validAt } = body;
    const command = { type: 'ReplaceMember', round, out, in: memberOf(body), reason } as const;
    return this.commands.run(call, committee, command, { refusals, ifMatch: 'required', validAt, answer: { round } });
  }

  @Command('kin', { zh: '委员申报与被提名人的亲属关系，即回避' })
  @Audience('committee')
  async declareKin(@Caller() call: Call, @Param('round') round: string, @Body() body: KinBody): Promise<object> {
    await this.rounds.require(call, round, ['committee']);
    const { nomination, relation, validAt } = body;
    const command = { type: 'DeclareKin', round, nomination, relation } as const;
    return this.commands.run(call, committee, command, { refusals, validAt, answer: { round } });
  }

  @Command('recusals', { zh: '委员自行回避一项提名，不必说明理由' })
  @Audience('committee')
  async declareRecusal(@Caller() call: Call, @Param('round') round: string, @Body() body: RecusalBody) {
    await this.rounds.require(call, round, ['committee']);
    const { nomination, validAt } = body;
    const command = { type: 'DeclareRecusal', round, nomination } as const;
    return this.commands.run(call, committee, command, { refusals, validAt, answer: { round } });
  }

  @Read('', {
    zh: '评委会的组成与其办法各条的出处；组织者与审计并见回避及其情形，亲属关系仅组织者可见',
    query: ['minPosition'],
  })
  @Audience(...readers)
  getCommittee(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'committee', async () => {
      await this.rounds.require(call, round, readers);
      const seen = await this.reviews.stateOf(round);
      const { committee: state, committeeRevision: revision } = seen;
      call.reply.header('etag', etagOf(revision));
      const members = [...state.members.values()].map(({ account, unit, organization }) => {
        return { account, unit, organization };
      });
      const reader = await this.reviews.readerOf(call, round, seen);
      const { state: opened } = await this.rounds.stateOf(round);
      const told = { round, rules: opened.rules?.committee, members, revision };
      return reader.kind === 'office' ? { ...told, recusals: await this.recusals(call, round, seen) } : told;
    });
  }

  /** All but those of the items that the reader is recused from. */
  private async recusals(call: Call, round: string, { review, committee: state }: SeenReview) {
    const mayOpen = await this.reviews.isOrganizer(call, round);
    const open = await this.notices.opened(mayOpen ? state.kin.map(({ relation }) => relation) : []);
    const hidden = await this.reviews.hiddenFrom(call, round);
    const tied = [...review.found, ...state.declared, ...state.kin].map(({ nomination }) => nomination);
    const nominations = [...new Set(tied)].filter((nomination) => !hidden.has(nomination));
    return nominations.flatMap((nomination) =>
      recusalsOf(review, state, nomination).map((one) => {
        const kin = state.kin.find(({ member, nomination: of }) => member === one.member && of === nomination);
        const relation = mayOpen && kin !== undefined ? open(kin.relation) : undefined;
        return { nomination, ...one, relation };
      }),
    );
  }
}

const memberOf = ({ account, person, unit, organization }: CommitteeMemberBody) => ({
  account,
  unit,
  organization,
  ...defined({ person }),
});
