import { Body, Controller, Param, type OnApplicationShutdown } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  DecimalField,
  defined,
  etagOf,
  IdField,
  ListField,
  problem,
  Public,
  Read,
  Reading,
  RecordedBody,
  TextField,
  TextListField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { shortlistDocumentSchema, whyText } from '@xf/shortlist';
import { ReviewVisibility } from '../ballot/shell.seen';
import { nominationRow } from '../nomination/query';
import type { OpenRoundState } from '../round/rules';
import { nameOf, roundStaff, RoundVisibility, type SeenRound } from '../visibility/shell';
import { Naming } from '../visibility/shell.naming';
import { shortlisting } from './decide';
import { shortlistStream } from './events';
import { hashShortlist, type AwardShortlist } from './rules';
import { answerOf, chosenOf, type ProposedAnswer } from './rules.answer';
import { asCandidates, shortlistOf } from './rules.candidates';
import { shortlistFold, type Proposal } from './rules.standing';
import { shortlistRefusals as refusals } from './shell.refusals';
import { SolverThread } from './shell.solver';

const proposers = ['organizer', 'committee'] as const;

class MeritAttributeBody {
  @TextField({ zh: '属性，见名单规则', max: 60 })
  attribute!: string;

  @TextField({ zh: '值', max: 200 })
  value!: string;
}

class StatedMeritBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @DecimalField({ zh: '成绩：得分或名次，由名单规则确定' })
  merit!: string;

  @TextField({ zh: '所属名单，规则设有名单的须填', max: 60, optional: true })
  list?: string;

  @TextListField({ zh: '类别，可重叠', itemsMax: 50, max: 60 })
  categories!: string[];

  @ListField({ zh: '属性，如地区、行业', of: () => MeritAttributeBody, max: 20, optional: true })
  attributes?: MeritAttributeBody[];
}

class MeritsBody extends RecordedBody {
  @ListField({ zh: '各提名的成绩与类别；再次填写的以后者为准', of: () => StatedMeritBody, min: 1, max: 2_000 })
  stated!: StatedMeritBody[];
}

class ShortlistProposalBody extends RecordedBody {}

type SeenProposal = {
  readonly proposal: Proposal;
  readonly rules: AwardShortlist;
  readonly revision: number;
  readonly seen: SeenRound;
};

@ApiTags('名单')
@Controller()
export class ShortlistsController implements OnApplicationShutdown {
  private readonly solver = new SolverThread();
  private readonly decider = shortlisting(this.solver.solve);

  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly naming: Naming,
    private readonly reviews: ReviewVisibility,
  ) {}

  /** By then every request under way is answered. */
  onApplicationShutdown(): Promise<void> {
    return this.solver.close();
  }

  @Read('schemas/shortlist-document-1.json', { zh: '名单规则的 JSON Schema' })
  @Public()
  getShortlistDocumentSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return shortlistDocumentSchema;
  }

  @Command('api/honour-rounds/:round/awards/:award/merits', { zh: '填写提名的成绩、名单、类别与属性，供产生名单' })
  @ApiBearerAuth()
  @Audience('organizer')
  async stateMerits(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() body: MeritsBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const stated = body.stated.map(({ nomination, merit, list, categories, attributes }) => ({
      nomination,
      merit,
      categories,
      ...defined({
        list,
        attributes: attributes?.map(({ attribute, value }) => ({ attribute, value })),
      }),
    }));
    const command = { type: 'StateMerits', round, award, stated } as const;
    const options = { refusals, validAt: body.validAt, answer: { round, award } };
    return this.commands.run(call, this.decider, command, { ...options, ...this.naming.of(call, round) });
  }

  @Command('api/honour-rounds/:round/awards/:award/proposal', {
    zh: '由在评提名按名单规则算出建议名单；不改变入围名单',
    description: '成绩之和最高且符合全部条款的名单；没有这样的名单时，给出须放宽人数最少的名单。',
  })
  @ApiBearerAuth()
  @Audience(...proposers)
  async proposeShortlist(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() { validAt }: ShortlistProposalBody,
  ): Promise<object> {
    await this.rounds.require(call, round, proposers);
    // A dry run tells what the list would be made of. Whoever reads nothing of one of its nominees has to do without.
    if (call.query.dryRun === true && (await this.isRecused(call, round, award))) throw problem('not-found');
    const command = { type: 'ProposeShortlist', round, award } as const;
    const options = { refusals, validAt, answer: { round, award } };
    return this.commands.run(call, this.decider, command, { ...options, ...this.naming.of(call, round) });
  }

  @Read('api/honour-rounds/:round/awards/:award/proposal', {
    zh: '建议名单：入选、条款的代价、未入选的原因与最省的换人办法',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  getProposedShortlist(@Caller() call: Call, @Param('round') round: string, @Param('award') award: string) {
    return this.reading.ask(call, 'proposal', async (runtime) => {
      const { proposal, rules, revision, seen } = await this.seen(runtime, call, round, award);
      call.reply.header('etag', etagOf(revision));
      const hidden = await this.reviews.hiddenFrom(call, round);
      return this.rounds.open({ round, award, ...proposalView(proposal, rules, seen, hidden), revision });
    });
  }

  @Read('api/honour-rounds/:round/awards/:award/proposal/recomputation', {
    zh: '从记录的依据重新计算建议名单，并与所记录的比较',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  recomputeShortlist(@Caller() call: Call, @Param('round') round: string, @Param('award') award: string) {
    return this.reading.ask(call, 'proposal-recomputation', async (runtime) => {
      const { proposal, rules } = await this.seen(runtime, call, round, award);
      const { inputs, version, documentHash, inputsHash, answerHash } = proposal;
      const again = await this.solver.solve(rules.document, asCandidates(inputs.candidates), inputs.seats);
      const isSame =
        again.kind !== 'refused' &&
        hashShortlist(rules.document) === documentHash &&
        hashShortlist(inputs) === inputsHash &&
        hashShortlist(answerOf(again)) === answerHash &&
        hashShortlist(chosenOf(again)) === hashShortlist(proposal.chosen);
      const hidden = await this.reviews.hiddenFrom(call, round);
      const hashes = hidesNone(proposal, hidden) ? { inputsHash, answerHash } : {};
      return { round, award, version, documentHash, ...hashes, recomputed: isSame };
    });
  }

  private async isRecused(call: Call, round: string, award: string): Promise<boolean> {
    const { view } = await this.rounds.seenBy(call, round);
    const hidden = await this.reviews.hiddenFrom(call, round);
    return [...hidden].some((one) => nominationRow(view, round, one)?.award === award);
  }

  private async seen({ engine }: ApiRuntime, call: Call, round: string, award: string): Promise<SeenProposal> {
    const seen = await this.rounds.seenBy(call, round);
    const { state: opened } = await this.rounds.stateOf(round);
    const { state, revision } = await engine.states.load(engine.store, shortlistFold, shortlistStream(round, award));
    const rules = rulesOf(opened, award);
    if (rules === undefined || state.proposal === undefined) throw problem('not-found');
    return { proposal: state.proposal, rules, revision, seen };
  }
}

const hidesNone = ({ inputs }: Proposal, hidden: ReadonlySet<string>): boolean =>
  !inputs.candidates.some(({ nomination }) => hidden.has(nomination));

const rulesOf = ({ rules }: OpenRoundState, award: string): AwardShortlist | undefined =>
  shortlistOf(rules?.shortlist, award);

/**
 * A nominee whom the reader is recused from is told nowhere, and neither are sums, swaps and hashes over what was stated of
 * all: the others' merits taken from the sum leave theirs. domain-rules 44.
 */
function proposalView(
  proposal: Proposal,
  { document }: AwardShortlist,
  { view, row }: SeenRound,
  hidden: ReadonlySet<string>,
): object {
  const { inputs, version, documentHash, inputsHash, answerHash, fits, chosen, by } = proposal;
  const answer = proposal.answer as ProposedAnswer;
  const stated = new Map(inputs.candidates.map((one) => [one.nomination, one]));
  const titles = new Map(document.clauses.map(({ id, title, titleEn }) => [id, { zh: title, en: titleEn ?? title }]));
  const person = (nomination: string): object => {
    if (hidden.has(nomination)) return { hidden: true };
    const found = nominationRow(view, row.round, nomination);
    const { merit, list, categories } = stated.get(nomination) ?? {};
    return { nomination, name: found && nameOf(found), unit: found?.unit, merit, list, categories };
  };
  const clauseNames = (clauses: readonly string[]) =>
    clauses.map((id) => titles.get(id) ?? { zh: '名额', en: 'the seats' });
  const isWhole = hidesNone(proposal, hidden);
  return {
    ...{ version, documentHash, by, fits, seats: inputs.seats },
    ...(isWhole ? { inputsHash, answerHash, merit: answer.merit, prices: answer.prices } : {}),
    chosen: chosen.map(person),
    leftOut: answer.leftOut.map(({ id, reason, clauses, swap }) => {
      if (hidden.has(id)) return person(id);
      const told = { ...person(id), reason, clauses, ...whyText(reason, clauseNames(clauses)) };
      if (!isWhole) return told;
      return { ...told, swap: swap && { out: swap.out.map(person), in: swap.in.map(person), merit: swap.merit } };
    }),
    tied: answer.tied.map((id) => (hidden.has(id) ? { hidden: true } : id)),
    ...{ ballot: answer.ballot, gives: answer.gives, persons: answer.persons },
  };
}
