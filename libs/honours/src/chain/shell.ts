import { Body, Controller, Param } from '@nestjs/common';
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
  nextPage,
  problem,
  Read,
  Reading,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { nominations, type NominationRow } from '../nomination/project';
import { nominationRow } from '../nomination/query';
import { NoticeVisibility } from '../notice/shell.seen';
import type { OpenRoundState } from '../round/rules';
import { nameOf, roundStaff, RoundVisibility } from '../visibility/shell';
import type { CandidacyCommand } from './command';
import { candidacy } from './decide';
import { candidacyStream } from './events';
import { candidacies, waitsFor, type CandidacyRow } from './project';
import { candidaciesOf, candidacyRow } from './query';
import { seatOf } from './rules.standing';
import {
  CandidacyBody,
  FactsBody,
  LevelBody,
  MaterialBody,
  OpinionBody,
  ResolutionBody,
  FileReturnBody,
  statedIn,
} from './shell.bodies';
import { candidacyRefusals as refusals } from './shell.refusals';
import { candidacyReaders, CandidacyVisibility } from './shell.seen';

type Acting = Exclude<CandidacyCommand, { type: 'FileCandidacy' | 'FileWithPapers' }>;

@ApiTags('逐级推荐')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round')
export class CandidaciesController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly visibility: CandidacyVisibility,
    private readonly sealed: NoticeVisibility,
    private readonly authority: Authority,
  ) {}

  @Command('nominations/:nomination/candidacy', { zh: '进入逐级推荐：由第一级的组织报送' })
  @Audience('organizer')
  async fileCandidacy(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { organization, unit, kind, self = false, validAt }: CandidacyBody,
  ): Promise<object> {
    const { state } = await this.rounds.stateOf(round);
    await this.authority.require(call, organization, ['organizer']);
    // Whoever is outside the round's organisation does not learn that there is a round.
    if (!(await this.authority.pathOf(organization)).includes(state.organization)) throw problem('not-found');
    if (!/^\w{1,40}$/.test(nomination)) throw problem('not-found');
    const aliases = await this.visibility.aliases(round, nomination, unit);
    const said = { organization, self, aliases, ...defined({ unit, kind }) };
    const command = { type: 'FileCandidacy', round, nomination, ...said } as const;
    return this.commands.run(call, candidacy, command, { refusals, validAt, answer: { round, nomination } });
  }

  @Command('nominations/:nomination/candidacy/facts', { zh: '填报评选办法所问的情况；名录已有的以名录为准' })
  @Audience('organizer')
  stateCandidacyFacts(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() body: FactsBody,
  ): Promise<object> {
    const { level, document, validAt } = body;
    return this.act(call, { type: 'StateFacts', round, nomination, level, ...statedIn(body), document }, { validAt });
  }

  @Command('nominations/:nomination/candidacy/materials', { zh: '附材料，同种的以后附的为准；按不计空格的字数核对' })
  @Audience('organizer')
  attachCandidacyMaterial(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, material, text, validAt }: MaterialBody,
  ): Promise<object> {
    return this.act(call, { type: 'AttachMaterial', round, nomination, level, material, text }, { validAt });
  }

  @Command('nominations/:nomination/candidacy/resolutions', { zh: '附职代会决议或会议纪要' })
  @Audience('organizer')
  attachCandidacyResolution(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, paper, number, on, validAt }: ResolutionBody,
  ): Promise<object> {
    return this.act(call, { type: 'AttachResolution', round, nomination, level, paper, number, on }, { validAt });
  }

  @Command('nominations/:nomination/candidacy/opinions', { zh: '登记部门意见；一个不同意即否决，逾期的不作为同意' })
  @Audience('organizer')
  recordCandidacyOpinion(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, department, opinion, on, document, reason, validAt }: OpinionBody,
  ): Promise<object> {
    const said = { department, opinion, on, document, ...defined({ reason }) };
    return this.act(call, { type: 'RecordOpinion', round, nomination, level, ...said }, { validAt });
  }

  @Command('nominations/:nomination/candidacy/sending', { zh: '报送上一级；缺什么一次列全', ifMatch: true })
  @Audience('organizer')
  sendCandidacyUp(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, validAt }: LevelBody,
  ): Promise<object> {
    return this.act(call, { type: 'SendUp', round, nomination, level }, { validAt, ifMatch: 'required' });
  }

  @Command('nominations/:nomination/candidacy/acceptance', { zh: '接收下一级的报送', ifMatch: true })
  @Audience('organizer')
  acceptCandidacy(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, validAt }: LevelBody,
  ): Promise<object> {
    return this.act(call, { type: 'AcceptCandidacy', round, nomination, level }, { validAt, ifMatch: 'required' });
  }

  @Command('nominations/:nomination/candidacy/return', { zh: '退回下一级，说明理由；退回后可修改再报', ifMatch: true })
  @Audience('organizer')
  returnCandidacy(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
    @Body() { level, reason, validAt }: FileReturnBody,
  ): Promise<object> {
    const command = { type: 'ReturnCandidacy', round, nomination, level, reason } as const;
    return this.act(call, command, { validAt, ifMatch: 'required' });
  }

  @Read('nominations/:nomination/candidacy', {
    zh: '一个提名的逐级推荐：材料、意见、经过，以及现在还缺什么',
    query: ['minPosition'],
  })
  @Audience(...candidacyReaders)
  getCandidacy(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') nomination: string,
  ): Promise<object> {
    return this.reading.ask(call, 'candidacy', async ({ reads }) => {
      const { filed, revision } = await this.visibility.seenBy(call, round, nomination);
      if ((await this.visibility.hiddenFrom(call, round)).has(nomination)) return { nomination, hidden: true };
      await this.reading.waitForRevision(candidacyStream(round, nomination), revision);
      const row = await reads.live(candidacies).read((view) => candidacyRow(view, round, nomination));
      if (row === undefined) throw problem('not-found');
      const names = await reads.at(nominations);
      const open = await this.sealed.opened([
        ...Object.values(row.texts),
        ...Object.values(row.reasons),
        ...row.steps.flatMap(({ reason }) => reason ?? []),
      ]);
      call.reply.header('etag', etagOf(revision));
      const told = await this.rounds.toldTo(call, round);
      const nominated = nominationRow(names, round, nomination);
      return this.rounds.open({
        ...briefOf(row, told),
        name: nominated && nameOf(nominated),
        ...outcomeOf(nominated, told),
        ...papersOf(row, open),
        ...(await this.visibility.outlook(round, filed)),
        revision,
      });
    });
  }

  @Read('candidacies', {
    zh: '本批次逐级推荐的提名，按级次与状态；指明组织的，先列待其办理的',
    query: ['organization', 'limit', 'cursor', 'minPosition'],
  })
  @Audience(...roundStaff)
  listCandidacies(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'candidacies', async ({ reads }) => {
      const { organization, limit = 50, cursor } = call.query;
      const { state } = await this.rounds.stateOf(round);
      await this.authority.require(call, organization ?? state.organization, roundStaff);
      const recused = await this.visibility.hiddenFrom(call, round);
      const page = await reads
        .live(candidacies)
        .read((view) => candidaciesOf(view, round, organization, { after: cursor, limit, hidden: recused }));
      const names = await reads.at(nominations);
      const told = await this.rounds.toldTo(call, round);
      const { position, total, hidden, next } = page;
      const rows = page.rows.map((row) => {
        const nominated = nominationRow(names, round, row.filed.nomination);
        return { ...briefOf(row, told), name: nominated && nameOf(nominated) };
      });
      const shown = {
        position,
        total,
        ...(hidden === 0 ? {} : { hidden }),
        rows,
        ...nextPage(call, next && { position, ...next }),
      };
      return this.rounds.open(shown);
    });
  }

  /** Runs what somebody does for the level they name. */
  private async act(
    call: Call,
    command: Acting,
    options: { readonly validAt: string | undefined; readonly ifMatch?: 'required' },
  ): Promise<object> {
    const { round, nomination, level } = command;
    await this.visibility.requireAt(call, round, nomination, level);
    const answer = { round, nomination, level };
    return this.commands.run(call, candidacy, command, { refusals, answer, ...options });
  }
}

/** Where a nomination stands, and whose turn it is: nobody's once its award is decided. */
function briefOf(before: CandidacyRow, { awards }: OpenRoundState): object {
  const row = { ...before, ended: before.ended || awards.get(before.filed.award)?.decision !== undefined };
  const { nomination, award, receiver, organization, unit, kind, self, seats, stage, vetoedBy } = row.filed;
  return {
    ...{ nomination, award, receiver, organization, unit, kind, self, seats },
    ...{ level: seatOf(row.filed).level, stage, vetoedBy, ended: row.ended, waitsFor: waitsFor(row) },
  };
}

/** What became of it, and why: told where it was filed once there is something to tell. */
function outcomeOf(nominated: NominationRow | undefined, { awards }: OpenRoundState): object {
  if (nominated === undefined || awards.get(nominated.award)?.decision === undefined) return {};
  const { status, reason, decision, conferredOn } = nominated;
  return { outcome: defined({ status, reason, decision, conferredOn }) };
}

function papersOf({ filed, texts, reasons, steps }: CandidacyRow, open: (sealed: string) => string): object {
  const opened = (sealed: string | undefined) => (sealed === undefined ? undefined : open(sealed));
  return {
    stated: filed.stated,
    materials: filed.materials.map((one) => ({ ...one, text: opened(texts[one.material]) })),
    resolutions: filed.resolutions,
    opinions: filed.opinions.map((one) => ({ ...one, reason: opened(reasons[one.department]) })),
    steps: steps.map(({ at, reason, ...step }) => ({ ...step, at: formatInstant(at), reason: opened(reason) })),
  };
}
