import { organizationFold, organizationStream, type OrganizationLevel } from '@xf/access';
import { accept, assertNever, reject, type Decider, type Decision, type ReadState } from '@xf/es';
import { sourceOnly } from '../cites';
import { nothingRecorded, recordedOf, rollsFor, type Recorded } from '../eligibility/decide.facts';
import { placeOf, type Place } from '../eligibility/decide.place';
import { printDecisionNumber } from '../decision-number';
import { barOn, unitsBehind } from '../fraud/decide.bar';
import type { Barred } from '../fraud/rules';
import { noticeStream } from '../notice/events';
import { noticeFold, type NoticesState } from '../notice/rules.standing';
import { nominationFold, type NominationState } from '../nomination/rules';
import { pathOf } from '../organization-path';
import { roundFold, type RoundState } from '../round/rules';
import { nominationStream, roundStream } from '../terms';
import type { CandidacyCommand, CandidacyRejection, FileCandidacy } from './command';
import { examined, placedIn } from './decide.held';
import { attachMaterial, attachResolution, recordOpinion, stateFacts } from './decide.papers';
import { fileWhole } from './decide.whole';
import { candidacyStream, type CandidacyEvent, type Seat } from './events';
import { nomineeKinds, type ChainDocument } from './rules';
import { lacksOf, paperLacks, type Examined } from './rules.lacks';
import { candidacyFold, seatOf, type CandidacyState, type FiledCandidacy } from './rules.standing';

type Answer = Decision<CandidacyEvent, CandidacyRejection>;
type Command<T extends CandidacyCommand['type']> = Extract<CandidacyCommand, { type: T }>;

/** An organisation with its level, on the path from the root down to the one that nominates. */
type Standing = { readonly organization: string; readonly level: OrganizationLevel };

export type CandidacyGiven = {
  readonly round: RoundState;
  readonly nomination: NominationState;
  /** From here on only for what the command asks of them. */
  readonly path: readonly Standing[];
  /** What keeps a unit that recommends or files out of this round. */
  readonly bar?: Barred;
  readonly notices: NoticesState;
  readonly recorded: Recorded;
  /** Where the register has who is filed. */
  readonly place?: Place;
};

/**
 * One nomination on its way up. Whether it goes on is decided under the revision of this stream: two organisers who send it
 * at once, or one who sends it while a paper is replaced, meet here.
 */
export const candidacy: Decider<CandidacyState, CandidacyCommand, CandidacyEvent, CandidacyRejection, CandidacyGiven> =
  {
    ...candidacyFold,
    stream: (command) => candidacyStream(command.round, command.nomination),
    // A file nominates and files in one piece.
    seesBatch: true,
    async given(command, read) {
      const { round: id, nomination: of } = command;
      const round = await read(roundFold, roundStream(id));
      const nomination = await read(nominationFold, nominationStream(id, of));
      const bare = { round, nomination, path: [], notices: noticeFold.initial, recorded: nothingRecorded };
      if (command.type === 'FileCandidacy' || command.type === 'FileWithPapers') {
        if (nomination.status === 'unknown') return bare;
        const place = await placeOf(read, placedIn(command, nomination.proposed));
        const bar = await barOf(id, command.organization, { round, nomination, place }, read);
        return { ...bare, ...bar, place, path: await standingsOver(command.organization, read) };
      }
      if (command.type !== 'SendUp' && command.type !== 'AcceptCandidacy') return bare;
      const { filed } = await read(candidacyFold, candidacyStream(id, of));
      const award = round.status === 'unknown' ? undefined : round.awards.get(filed?.award ?? '')?.document;
      if (round.status === 'unknown' || filed === undefined || award === undefined) return bare;
      const rolls = rollsFor(award, round.rules?.eligibility?.honours ?? []);
      const notices = await read(noticeFold, noticeStream(id));
      if (nomination.status === 'unknown') return { ...bare, notices };
      const placed = placedIn(filed, nomination.proposed);
      const place = await placeOf(read, placed);
      const bar = await barOf(id, filed.organization, { round, nomination, place }, read);
      return {
        ...bare,
        ...bar,
        notices,
        recorded: await recordedOf(read, { ...filed, ...placed, holder: seatOf(filed).organization }, rolls),
      };
    },
    decide(command, state, { given, now, actor }) {
      const { round, nomination } = given;
      if (round.status === 'unknown') return reject({ code: 'round-unknown' });
      const chain = round.rules?.chain;
      if (chain === undefined) return reject({ code: 'chain-missing' });
      if (nomination.status === 'unknown') return reject({ code: 'nomination-unknown' });
      if (nomination.status !== 'open') return reject({ code: 'nomination-not-open', status: nomination.status });
      const decided = round.awards.get(nomination.proposed.award)?.decision;
      if (decided !== undefined) return reject({ code: 'honours-decided', decision: printDecisionNumber(decided) });
      if (command.type === 'FileCandidacy') return file(command, state, chain, given, actor);
      if (command.type === 'FileWithPapers') {
        const rules = { chain, eligibility: round.rules?.eligibility };
        return fileWhole(command, state, rules, { now, actor }, (one) => file(one, state, chain, given, actor));
      }
      const { filed } = state;
      if (filed === undefined) return reject({ code: 'candidacy-unknown' });
      const { level } = seatOf(filed);
      if (command.level !== level) return reject({ code: 'candidacy-elsewhere', level, stage: filed.stage });
      switch (command.type) {
        case 'StateFacts':
          return stateFacts(command, filed, { chain, eligibility: round.rules?.eligibility }, { now, actor });
        case 'AttachMaterial':
          return attachMaterial(command, filed, chain, { now, actor });
        case 'AttachResolution':
          return attachResolution(command, filed, chain, { now, actor });
        case 'RecordOpinion':
          return recordOpinion(command, filed, chain, { now, actor });
        case 'SendUp':
          if (given.bar !== undefined) return reject({ code: 'unit-barred', bar: given.bar });
          return sendUp(command, filed, examined(round, given, filed, now), actor);
        case 'AcceptCandidacy':
          if (given.bar !== undefined) return reject({ code: 'unit-barred', bar: given.bar });
          return acceptHere(command, filed, examined(round, given, filed, now), actor);
        case 'ReturnCandidacy':
          return returnDown(command, filed, actor);
        default:
          return assertNever(command);
      }
    },
  };

/** Of every unit that stands behind a nomination, the one that files it among them. domain-rules 129. */
async function barOf(
  id: string,
  organization: string,
  { round, nomination, place }: Pick<CandidacyGiven, 'round' | 'nomination'> & { readonly place: Place },
  read: ReadState,
): Promise<Pick<CandidacyGiven, 'bar'>> {
  if (round.status === 'unknown' || nomination.status === 'unknown') return {};
  const of = place.unit.status === 'unknown' ? undefined : place.unit.organization;
  const units = unitsBehind(nomination.proposed, organization, of);
  const bar = await barOn(read, units, { round: id, organization: round.organization });
  return bar === undefined ? {} : { bar };
}

async function standingsOver(organization: string, read: ReadState): Promise<readonly Standing[]> {
  const path: Standing[] = [];
  for (const one of await pathOf(organization, read)) {
    const state = await read(organizationFold, organizationStream(one));
    if (state.status !== 'unknown') path.push({ organization: one, level: state.level });
  }
  return path;
}

function file(
  command: FileCandidacy,
  state: CandidacyState,
  chain: ChainDocument,
  { nomination, path, bar, place }: CandidacyGiven,
  by: string,
): Answer {
  if (nomination.status === 'unknown') return reject({ code: 'nomination-unknown' });
  const { award, receiver, subject, basis } = nomination.proposed;
  const { round, nomination: id, organization, unit, kind, self, aliases = [] } = command;
  // Whoever recommended goes on with it, or somebody below them who did the work; no neighbour takes it over.
  if (basis.kind === 'recommendation' && !path.some((one) => one.organization === basis.by)) {
    return reject({ code: 'not-its-organization' });
  }
  if (state.filed !== undefined) return reject({ code: 'candidacy-exists' });
  if (place?.misplaced !== undefined) return reject(place.misplaced);
  if (place?.differs && unit !== undefined) return reject({ code: 'unit-not-of-nominee', unit });
  if (bar !== undefined) return reject({ code: 'unit-barred', bar });
  if (self && chain.selfNomination === 'refused')
    return reject({ code: 'self-nomination-refused', ...sourceOnly(chain.clauseCites?.selfNomination) });
  const kinds = nomineeKinds(chain);
  if (kinds.length > 0 && (kind === undefined || !kinds.includes(kind))) {
    return reject({ code: 'nominee-kind-unknown', kinds });
  }
  const seats = seatsFor(chain, organization, path);
  if ('code' in seats) return reject(seats);
  return accept({
    type: 'CandidacyFiled',
    ...{ round, nomination: id, award, receiver, subject, organization },
    ...(unit === undefined ? {} : { unit }),
    ...(kind === undefined || kinds.length === 0 ? {} : { kind }),
    ...{ self, seats, by },
    ...(aliases.length === 0 ? {} : { aliases }),
  });
}

/** Who holds each level above an organisation. Where nobody does, an optional level is passed over. */
function seatsFor(
  { levels }: ChainDocument,
  organization: string,
  path: readonly Standing[],
): readonly Seat[] | CandidacyRejection {
  const [first] = levels;
  const own = path[path.length - 1];
  if (first === undefined || own?.level !== first.organization) {
    return { code: 'organization-not-first', level: first?.name ?? '', organization: first?.organization ?? '' };
  }
  const seats: Seat[] = [{ level: first.level, organization }];
  const vacant: string[] = [];
  for (const { level, name, organization: wanted, optional = false } of levels.slice(1)) {
    const found = path.find((one) => one.level === wanted);
    if (found !== undefined) seats.push({ level, organization: found.organization });
    else if (!optional) vacant.push(name);
  }
  return vacant.length > 0 ? { code: 'levels-vacant', levels: vacant } : seats;
}

function sendUp(command: Command<'SendUp'>, filed: FiledCandidacy, held: Examined | undefined, by: string): Answer {
  const { round, nomination, level } = command;
  if (filed.stage === 'arrived') return reject({ code: 'candidacy-elsewhere', level, stage: filed.stage });
  const next = filed.seats[filed.at + 1];
  if (next === undefined) return reject({ code: 'top-reached' });
  const lacks = held === undefined ? [] : lacksOf(held);
  if (lacks.length > 0) return reject({ code: 'candidacy-not-ready', lacks });
  return accept({ type: 'SentUp', round, nomination, from: level, to: next.level, by });
}

/** The last level has nobody to send it on to, so it looks into everything itself. Its own notice comes after it accepts. */
function acceptHere(
  command: Command<'AcceptCandidacy'>,
  filed: FiledCandidacy,
  held: Examined | undefined,
  by: string,
): Answer {
  const { round, nomination, level } = command;
  const isLast = filed.at === filed.seats.length - 1;
  if (filed.stage !== 'arrived' && !(isLast && filed.stage === 'preparing')) {
    return reject({ code: 'candidacy-not-arrived', stage: filed.stage });
  }
  const lacks = held === undefined || !isLast ? [] : paperLacks(held);
  if (lacks.length > 0) return reject({ code: 'candidacy-not-ready', lacks });
  return accept({ type: 'AcceptedAt', round, nomination, level, by });
}

function returnDown(command: Command<'ReturnCandidacy'>, filed: FiledCandidacy, by: string): Answer {
  const { round, nomination, level, reason } = command;
  const below = filed.seats[filed.at - 1];
  if (below === undefined) return reject({ code: 'nothing-below' });
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const { subject } = filed;
  return accept({ type: 'ReturnedFrom', round, nomination, subject, level, to: below.level, reason, by });
}
