import { assertNever, refOf, type Instant, type Place, type Position, type Projection, type Recorded } from '@xf/es';
import { changed, decimalOf } from '../decimals';
import { boards, type Board, type Figure, type Stage } from '../terms';
import type { Proposer } from './command';
import { proposalsCodec, type JoiningEvent, type ProposalEvent, type ProposalsEvent } from './events';
import type { CampaignDocument } from './rules';

export type Publication = {
  readonly version: number;
  /** The public sees the figures as they stood at this position. */
  readonly position: Position;
  readonly at: Instant;
};

export type CampaignRow = {
  readonly row: 'campaign';
  readonly campaign: string;
  readonly organization: string;
  readonly hash: string;
  readonly document: CampaignDocument;
  readonly publications: readonly Publication[];
};

/** Each figure counted at its own stage: what is verified was proposed, adopted and implemented as well. */
export type Tally = Readonly<Record<Exclude<Figure, 'proposers' | 'benefit'>, number>> & {
  /** Verified, in 万元. */
  readonly benefit: string;
};

/** What a campaign comes to, altogether or in proposals of one kind. */
export type TallyRow = { readonly row: 'tally'; readonly tally: Tally };

export type UnitRow = {
  readonly row: 'unit';
  readonly campaign: string;
  readonly unit: string;
  readonly name: string;
  readonly tally: Tally;
  readonly joinedAt: Position;
  /** The events that say it takes part, and with how many heads. */
  readonly events: readonly string[];
};

/** Somebody who proposed something. */
export type PersonRow = {
  readonly row: 'person';
  readonly campaign: string;
  readonly units: readonly string[];
  readonly place: string;
  readonly events: readonly string[];
};

/** One event of a proposal as it is told: what it said beside who proposed. */
export type Step = {
  readonly type: ProposalEvent['type'];
  readonly event: string;
  readonly position: Position;
  readonly validAt: Instant;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly said: Readonly<Record<string, string>>;
};

export type ProposalRow = {
  readonly row: 'proposal';
  readonly campaign: string;
  readonly unit: string;
  readonly kind: string;
  readonly proposal: string;
  readonly number: string;
  readonly title: string;
  readonly content?: string;
  /** Names are sealed. */
  readonly proposers: readonly Proposer[];
  readonly stage: Stage;
  readonly claimed?: string;
  /** Verified, as last corrected. */
  readonly benefit?: string;
  readonly steps: readonly Step[];
};

export type ProposalsRow = CampaignRow | TallyRow | UnitRow | PersonRow | ProposalRow;

/** All of a campaign, or what one unit or one kind has in it. */
export type Scope = '*' | `unit:${string}` | `kind:${string}`;

export const campaignKey = (campaign: string): string => `campaign/${campaign}`;
export const tallyKey = (campaign: string, scope: Scope): string => `tally/${campaign}/${scope}`;
export const unitKey = (campaign: string, unit: string): string => `unit/${campaign}/${unit}`;
export const proposalKey = (campaign: string, proposal: string): string => `proposal/${campaign}/${proposal}`;
const personPrefix = (campaign: string): string => `person/${campaign}/`;

/** Units of a campaign, the best first. */
export const boardSet = (campaign: string, board: Board): string => `board/${campaign}/${board}`;
/** Proposals that are at a stage now. */
export const stageSet = (campaign: string, stage: Stage, scope: Scope): string => `stage/${campaign}/${stage}/${scope}`;
/** Units, people or proposals that a figure counts, in the order of the events it rests on. */
export const figureSet = (campaign: string, figure: CountedFigure, scope: Scope): string =>
  `figure/${campaign}/${figure}/${scope}`;
export type CountedFigure = Exclude<Figure, 'headCount' | 'benefit'>;

/** Proposals of a campaign from their events: rows of proposals, people, units and what they come to. */
export const proposals: Projection<ProposalsEvent, ProposalsRow> = {
  name: 'proposals',
  version: 1,
  codec: proposalsCodec,
  keys: keysOf,
  fold(row, recorded, key) {
    const { event } = recorded;
    switch (event.type) {
      case 'CampaignOpened': {
        const { campaign, organization, hash, document } = event;
        return { row: 'campaign', campaign, organization, hash, document, publications: [] };
      }
      case 'SummaryPublished': {
        if (row?.row !== 'campaign') return row;
        const publication = { version: event.version, position: recorded.position, at: recorded.recordedAt };
        return { ...row, publications: [...row.publications, publication] };
      }
      case 'UnitJoined':
      case 'HeadCountCorrected':
        return key === unitKey(event.campaign, event.unit)
          ? foldUnit(row, event, recorded)
          : { row: 'tally', tally: withUnit(tallyOf(row), event) };
      default:
        return foldProposal(row, recorded as Recorded<ProposalEvent>, key);
    }
  },
  places(row) {
    switch (row.row) {
      case 'campaign':
      case 'tally':
        return [];
      case 'unit':
        return placesOfUnit(row);
      case 'person':
        return (['*', ...row.units.map((unit) => `unit:${unit}` as const)] as const).map((scope) => ({
          set: figureSet(row.campaign, 'proposers', scope),
          sort: row.place,
        }));
      case 'proposal':
        return placesOfProposal(row);
      default:
        return assertNever(row);
    }
  },
};

function keysOf({ event }: Recorded<ProposalsEvent>): readonly string[] {
  const { campaign } = event;
  switch (event.type) {
    case 'CampaignOpened':
    case 'SummaryPublished':
      return [campaignKey(campaign)];
    case 'UnitJoined':
    case 'HeadCountCorrected':
      return [unitKey(campaign, event.unit), tallyKey(campaign, '*')];
    case 'BenefitClaimed':
    case 'BenefitCorrectionProposed':
      return [proposalKey(campaign, event.proposal)];
    default: {
      const { unit, kind, proposal } = event;
      const tallies = [unitKey(campaign, unit), tallyKey(campaign, '*'), tallyKey(campaign, `kind:${kind}`)];
      const people = event.type === 'ProposalSubmitted' ? event.proposers : [];
      return [
        proposalKey(campaign, proposal),
        ...tallies,
        ...people.map(({ person }) => `${personPrefix(campaign)}${person}`),
      ];
    }
  }
}

const nothing: Tally = {
  joined: 0,
  headCount: 0,
  proposed: 0,
  adopted: 0,
  declined: 0,
  implemented: 0,
  verified: 0,
  benefit: '0',
};

const tallyOf = (row: ProposalsRow | undefined): Tally =>
  row?.row === 'tally' || row?.row === 'unit' ? row.tally : nothing;

const withUnit = (tally: Tally, event: JoiningEvent): Tally =>
  event.type === 'UnitJoined'
    ? { ...tally, joined: tally.joined + 1, headCount: tally.headCount + event.headCount }
    : { ...tally, headCount: tally.headCount + event.to - event.from };

function withStep(tally: Tally, event: ProposalEvent): Tally {
  switch (event.type) {
    case 'ProposalSubmitted':
      return { ...tally, proposed: tally.proposed + 1 };
    case 'ProposalAdopted':
      return { ...tally, adopted: tally.adopted + 1 };
    case 'ProposalDeclined':
      return { ...tally, declined: tally.declined + 1 };
    case 'ProposalImplemented':
      return { ...tally, implemented: tally.implemented + 1 };
    case 'BenefitClaimed':
    case 'BenefitCorrectionProposed':
      return tally;
    case 'BenefitVerified':
      return { ...tally, verified: tally.verified + 1, benefit: changed(tally.benefit, event.benefit) };
    case 'BenefitCorrected':
      return { ...tally, benefit: changed(tally.benefit, event.to, event.from) };
    default:
      return assertNever(event);
  }
}

function foldUnit(row: ProposalsRow | undefined, event: JoiningEvent, recorded: Recorded<ProposalsEvent>) {
  const events = [refOf(recorded)];
  if (event.type === 'UnitJoined') {
    const { campaign, unit, name } = event;
    const tally = withUnit(nothing, event);
    return { row: 'unit', campaign, unit, name, tally, joinedAt: recorded.position, events } as const;
  }
  if (row?.row !== 'unit') return row;
  return { ...row, tally: withUnit(row.tally, event), events: [...row.events, ...events] };
}

function foldProposal(
  row: ProposalsRow | undefined,
  recorded: Recorded<ProposalEvent>,
  key: string,
): ProposalsRow | undefined {
  const { event } = recorded;
  const { campaign, unit, proposal } = event;
  if (key === proposalKey(campaign, proposal)) return folded(row, recorded);
  if (key.startsWith(personPrefix(campaign))) return foldPerson(row, recorded, key);
  if (key !== unitKey(campaign, unit)) return { row: 'tally', tally: withStep(tallyOf(row), event) };
  return row?.row === 'unit' ? { ...row, tally: withStep(row.tally, event) } : row;
}

function folded(row: ProposalsRow | undefined, recorded: Recorded<ProposalEvent>): ProposalsRow | undefined {
  const { event } = recorded;
  if (event.type === 'ProposalSubmitted') {
    const { type: _type, ...rest } = event;
    return { ...rest, row: 'proposal', stage: 'proposed', steps: [stepOf(recorded)] };
  }
  if (row?.row !== 'proposal') return row;
  const told = { ...row, steps: [...row.steps, stepOf(recorded)] };
  switch (event.type) {
    case 'ProposalAdopted':
      return { ...told, stage: 'adopted' };
    case 'ProposalDeclined':
      return { ...told, stage: 'declined' };
    case 'ProposalImplemented':
      return { ...told, stage: 'implemented' };
    case 'BenefitClaimed':
      return { ...told, claimed: event.benefit };
    case 'BenefitVerified':
      return { ...told, stage: 'verified', benefit: event.benefit };
    case 'BenefitCorrectionProposed':
      return told;
    case 'BenefitCorrected':
      return { ...told, benefit: event.to };
    default:
      return assertNever(event);
  }
}

function stepOf({ event, stream, revision, position, validAt, recordedAt, actor }: Recorded<ProposalEvent>): Step {
  const place = { event: refOf({ stream, revision }), position, validAt, recordedAt, by: actor };
  return { type: event.type, ...place, said: saidBy(event) };
}

function saidBy(event: ProposalEvent): Step['said'] {
  switch (event.type) {
    case 'ProposalSubmitted':
    case 'ProposalAdopted':
    case 'ProposalImplemented':
      return {};
    case 'ProposalDeclined':
      return { reason: event.reason };
    case 'BenefitClaimed':
      return { benefit: event.benefit };
    case 'BenefitVerified':
      return { claimed: event.claimed, benefit: event.benefit, document: event.document };
    case 'BenefitCorrectionProposed':
    case 'BenefitCorrected':
      return { from: event.from, to: event.to, document: event.document, reason: event.reason };
    default:
      return assertNever(event);
  }
}

function foldPerson(row: ProposalsRow | undefined, recorded: Recorded<ProposalEvent>, key: string): PersonRow {
  const { event, position } = recorded;
  const { campaign, unit } = event;
  const ref = refOf(recorded);
  if (row?.row === 'person') {
    const units = row.units.includes(unit) ? row.units : [...row.units, unit];
    return { ...row, units, events: [...row.events, ref] };
  }
  const people = event.type === 'ProposalSubmitted' ? event.proposers : [];
  const index = people.findIndex(({ person }) => key === `${personPrefix(campaign)}${person}`);
  // Several people may come in with one event; the place tells them apart without naming them.
  const place = `${placeOf(position)}/${String(index).padStart(4, '0')}`;
  return { row: 'person', campaign, units: [unit], place, events: [ref] };
}

const placeOf = (position: Position): string => String(position).padStart(15, '0');

/** The event by which a proposal came to a stage, which is where it stands among those the stage's figure counts. */
export const steppedBy: Readonly<Record<Stage, ProposalEvent['type']>> = {
  proposed: 'ProposalSubmitted',
  adopted: 'ProposalAdopted',
  declined: 'ProposalDeclined',
  implemented: 'ProposalImplemented',
  verified: 'BenefitVerified',
};

function placesOfProposal({ campaign, unit, kind, stage, steps }: ProposalRow): readonly Place[] {
  const scopes: readonly Scope[] = ['*', `unit:${unit}`, `kind:${kind}`];
  const reached = (Object.keys(steppedBy) as Stage[]).flatMap((figure) => {
    const step = steps.find(({ type }) => type === steppedBy[figure]);
    return step === undefined ? [] : [{ figure, sort: placeOf(step.position) }];
  });
  return scopes.flatMap((scope) => [
    { set: stageSet(campaign, stage, scope), sort: placeOf(steps[0]?.position ?? 0) },
    ...reached.map(({ figure, sort }) => ({ set: figureSet(campaign, figure, scope), sort })),
  ]);
}

const placesOfUnit = ({ campaign, unit, tally, joinedAt }: UnitRow): readonly Place[] => [
  ...(['*', `unit:${unit}`] as const).map((scope) => ({
    set: figureSet(campaign, 'joined', scope),
    sort: placeOf(joinedAt),
  })),
  ...boards.map((board) => ({ set: boardSet(campaign, board), sort: descending(valueOn(board, tally)) })),
];

/** Finer than any difference between two counts for each head, as long as there are no more than `headCountMax` heads. */
const perHeadScale = 10n ** 15n;
const top = 10n ** 30n;

/** Text whose order is that of the numbers, the largest first; equal for equal numbers from 0. */
const descending = (value: bigint): string => String(top - value).padStart(31, '0');

function valueOn(board: Board, tally: Tally): bigint {
  if (board === 'benefit') return decimalOf(tally.benefit);
  if (board === 'perHead') return (BigInt(tally.proposed) * perHeadScale) / BigInt(tally.headCount);
  return BigInt(tally[board]);
}
