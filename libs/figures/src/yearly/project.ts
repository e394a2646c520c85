import { organizationCodec, type OrganizationEvent } from '@xf/access';
import { standingCodec, type CompetitionEvent, type EntryEvent, type StandingEvent } from '@xf/competitions';
import { refOf, unionOf, type Projection, type Recorded } from '@xf/es';
import { proposalsCodec, type ProposalsEvent } from '@xf/proposals';
import { statementCodec, type StatementEvent } from '../statement/events';
import { foldCompetition, foldStatement, withEntry, yearOf } from './project.competition';
import { placesOf } from './project.places';
import { campaignKey, competitionKey, contestKey, organizationKey, statementKey, type YearRow } from './project.rows';
import { entrantsOf, foldEntrant, foldJoining, foldProposer, withBenefit, withStep } from './project.taking-part';

export * from './project.rows';

export type YearEvent = OrganizationEvent | StandingEvent | ProposalsEvent | StatementEvent;

/**
 * What organisations report of a year, as rows that stand in one set for every figure, year, organisation above them and
 * scope: a figure is the size of its set, and the set is the list of what it counts.
 */
export const yearFigures: Projection<YearEvent, YearRow> = {
  name: 'year-figures',
  version: 1,
  codec: unionOf<YearEvent>(
    organizationCodec as never,
    standingCodec as never,
    proposalsCodec as never,
    statementCodec as never,
  ),
  keys: keysOf,
  fold: foldRow,
  places: placesOf,
};

function keysOf({ event }: Recorded<YearEvent>): readonly string[] {
  switch (event.type) {
    case 'OrganizationRegistered':
      return [organizationKey(event.organization)];
    case 'FigureStated':
    case 'TargetSet':
      return [statementKey(event.organization, event.year)];
    case 'CompetitionPlanned':
    case 'CompetitionReplanned':
      return [
        competitionKey(event.competition),
        ...event.contests.map((one) => contestKey(event.competition, one.contest)),
      ];
    case 'CompetitionOpened':
      return [
        competitionKey(event.competition),
        ...event.rules.map((one) => contestKey(event.competition, one.contest)),
      ];
    case 'RulesRevised':
    case 'ContestCancelled':
    case 'ContestMerged':
    case 'ScoresFrozen':
    case 'ResultsPublished':
      return [contestKey(event.competition, event.contest)];
    case 'EntrySubmitted':
      return [
        contestKey(event.competition, event.contest),
        ...(event.movedFrom === undefined ? entrantsOf(event) : []),
      ];
    case 'EntryWithdrawn':
    case 'EntryAbsent':
    case 'EntryReinstated':
      return [`left/${event.competition}/${event.entry}`];
    case 'CampaignOpened':
      return [campaignKey(event.campaign)];
    case 'UnitJoined':
    case 'HeadCountCorrected':
      return [joiningKey(event)];
    case 'ProposalSubmitted':
      return [proposalKey(event), ...event.proposers.map(({ person }) => `person/${person}`)];
    case 'ProposalAdopted':
    case 'ProposalDeclined':
    case 'ProposalImplemented':
      return [proposalKey(event)];
    case 'BenefitVerified':
      return [proposalKey(event), joiningKey(event)];
    case 'BenefitCorrected':
      return [joiningKey(event)];
    default:
      // Marks, corrections and the like change no figure of a year.
      return [];
  }
}

const joiningKey = ({ campaign, unit }: { campaign: string; unit: string }) => `joining/${campaign}/${unit}`;
const proposalKey = ({ campaign, proposal }: { campaign: string; proposal: string }) =>
  `proposal/${campaign}/${proposal}`;

function foldRow(row: YearRow | undefined, recorded: Recorded<YearEvent>, key: string): YearRow | undefined {
  const { event, position } = recorded;
  switch (event.type) {
    case 'OrganizationRegistered': {
      const { type: _type, ...rest } = event;
      return { row: 'organization', ...rest };
    }
    case 'FigureStated':
    case 'TargetSet':
      return foldStatement(row, event, refOf(recorded));
    case 'EntrySubmitted':
      return key.startsWith('contest/') ? withEntry(row, event) : foldEntrant(row, event, recorded, key);
    case 'EntryWithdrawn':
    case 'EntryAbsent': {
      const { competition, contest } = event;
      return { row: 'left', competition, contest, at: position, event: refOf(recorded) };
    }
    case 'EntryReinstated':
      return undefined;
    case 'CampaignOpened':
      return { row: 'campaign', campaign: event.campaign, year: yearOf(event.document.period.from) };
    case 'UnitJoined':
    case 'HeadCountCorrected':
      return foldJoining(row, event, recorded);
    case 'BenefitVerified':
    case 'BenefitCorrected':
      return key.startsWith('joining/') ? withBenefit(row, event, refOf(recorded)) : withStep(row, event, recorded);
    case 'ProposalSubmitted':
      return key.startsWith('person/') ? foldProposer(row, event, recorded, key) : withStep(row, event, recorded);
    case 'ProposalAdopted':
    case 'ProposalDeclined':
    case 'ProposalImplemented':
      return withStep(row, event, recorded);
    default:
      return foldCompetition(row, recorded as Recorded<CompetitionEvent | EntryEvent>, key);
  }
}
