import { accept, acceptAt, assertNever, noChange, openText, reject, type Decider, type Decision } from '@xf/es';
import type { Facts, Foldable, Instant } from '@xf/es';
import { dayOf } from '@xf/honours';
import { parseDecimal, printDecimal } from '../decimals';
import { campaignStream, joiningStream, proposalStream, type Stage } from '../terms';
import type { ProposalCommand, ProposalRejection, Proposer, SubmitProposal } from './command';
import { campaignFold, joiningFold, type CampaignState, type JoiningState } from './decide.campaign';
import { proposalCodec, type OnProposal, type ProposalEvent } from './events';

export type ProposalState =
  | { readonly status: 'unknown' }
  | {
      readonly status: Stage;
      readonly unit: string;
      readonly kind: string;
      readonly title: string;
      readonly content: string | undefined;
      /** Names are sealed by the time they are read back. */
      readonly proposers: readonly Proposer[];
      /** Valid time of the last step. */
      readonly since: Instant;
      /** Who carried it out or ever claimed a benefit: none of them may verify one. */
      readonly hands: readonly string[];
      readonly claimed?: string;
      readonly benefit?: string;
      /** A correction of a published figure that waits for a second person. */
      readonly correction?: { readonly to: string; readonly by: string };
    };

type Known = Exclude<ProposalState, { status: 'unknown' }>;
type Answer = Decision<ProposalEvent, ProposalRejection>;
/** Read for a submission, and for a correction of what may be published. */
type Given = { readonly campaign: CampaignState; readonly joining: JoiningState } | undefined;
type Benefit = Extract<ProposalCommand, { benefit: string }>;

const benefitMax = parseDecimal('999999999.999999') ?? 0n;

export const proposalFold: Foldable<ProposalState, ProposalEvent> = {
  name: 'proposal',
  codec: proposalCodec,
  initial: { status: 'unknown' },
  evolve(state, event, validAt): ProposalState {
    if (event.type === 'ProposalSubmitted') {
      const { unit, kind, title, content, proposers } = event;
      return { status: 'proposed', unit, kind, title, content, proposers, since: validAt, hands: [] };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on a proposal that was never submitted`);
    switch (event.type) {
      case 'ProposalAdopted':
        return { ...state, status: 'adopted', since: validAt };
      case 'ProposalDeclined':
        return { ...state, status: 'declined', since: validAt };
      case 'ProposalImplemented':
        return { ...state, status: 'implemented', since: validAt, hands: [event.by] };
      case 'BenefitClaimed':
        return { ...state, since: validAt, claimed: event.benefit, hands: [...state.hands, event.by] };
      case 'BenefitVerified':
        return { ...state, status: 'verified', since: validAt, benefit: event.benefit };
      case 'BenefitCorrectionProposed':
        return { ...state, correction: { to: event.to, by: event.by } };
      case 'BenefitCorrected': {
        const { correction: _settled, ...rest } = state;
        return { ...rest, benefit: event.to };
      }
      default:
        return assertNever(event);
    }
  },
};

export const proposal: Decider<ProposalState, ProposalCommand, ProposalEvent, ProposalRejection, Given> = {
  ...proposalFold,
  stream: (command) => proposalStream(command.campaign, command.proposal),
  given: async (command, read) => {
    const { campaign: id } = command;
    if (command.type === 'CorrectBenefit')
      return { campaign: await read(campaignFold, campaignStream(id)), joining: joiningFold.initial };
    if (command.type !== 'SubmitProposal') return undefined;
    const { unit } = command;
    return {
      campaign: await read(campaignFold, campaignStream(id)),
      joining: await read(joiningFold, joiningStream(id, unit)),
    };
  },
  decide(command, state, facts) {
    const at = command.at ?? facts.now;
    if (command.type === 'SubmitProposal') return submit(command, state, at, facts);
    if (state.status === 'unknown') return reject({ code: 'proposal-unknown' });
    return step(command, state, at, facts);
  },
  compares: (command, state) =>
    command.type === 'SubmitProposal' && state.status !== 'unknown' ? state.proposers.map(({ name }) => name) : [],
};

function submit(command: SubmitProposal, state: ProposalState, at: Instant, facts: Facts<Given>): Answer {
  const { given } = facts;
  const { campaign: id, proposal: proposalId, unit, number, kind, title, content, proposers } = command;
  if (state.status !== 'unknown') return sameAgain(command, state, facts);
  if (given === undefined || given.campaign.status === 'unknown') return reject({ code: 'campaign-unknown' });
  if (given.joining.status === 'unknown') return reject({ code: 'unit-not-joined' });
  const { kinds, period } = given.campaign.document;
  const known = kinds.map((one) => one.kind);
  if (!known.includes(kind)) return reject({ code: 'kind-unknown', kind, known });
  if (proposers.length === 0) return reject({ code: 'proposers-missing' });
  if (new Set(proposers.map(({ person }) => person)).size < proposers.length)
    return reject({ code: 'proposer-repeated' });
  if (at < given.joining.since) return reject({ code: 'before-earlier-step' });
  const day = dayOf(at);
  if (day < period.from || day > period.to) return reject({ code: 'outside-period', ...period });
  return accept({
    type: 'ProposalSubmitted',
    campaign: id,
    unit,
    kind,
    proposal: proposalId,
    number,
    title,
    ...(content === undefined ? {} : { content }),
    proposers,
  });
}

/**
 * The same proposal sent twice counts once; the same number for another one, or for other proposers, is a conflict. Names
 * are compared as they were given, those of people who were erased since are not. domain-rules 132.
 */
function sameAgain(command: SubmitProposal, state: Known, names: Pick<Facts, 'opened'>): Answer {
  const fields: string[] = (['unit', 'kind', 'title', 'content'] as const).filter(
    (field) => state[field] !== command[field],
  );
  const sent = command.proposers;
  const same = state.proposers.every(({ person, name }, n) => {
    const known = openText(names, name);
    return sent[n]?.person === person && (known === undefined || sent[n].name === known);
  });
  if (!same || sent.length !== state.proposers.length) fields.push('proposers');
  return fields.length === 0 ? noChange : reject({ code: 'proposal-differs', fields });
}

/** The stage a step starts from, and what it is called when it has been taken already. */
const needs = {
  AdoptProposal: { from: 'proposed', done: 'adopted' },
  DeclineProposal: { from: 'proposed', done: 'declined' },
  ImplementProposal: { from: 'adopted', done: 'implemented' },
  ClaimBenefit: { from: 'implemented', done: undefined },
  VerifyBenefit: { from: 'implemented', done: undefined },
  CorrectBenefit: { from: 'verified', done: undefined },
} as const satisfies Record<string, { from: Stage; done: Stage | undefined }>;

function step(
  command: Exclude<ProposalCommand, SubmitProposal>,
  state: Known,
  at: Instant,
  { actor, given }: Facts<Given>,
): Answer {
  const { from, done } = needs[command.type];
  if (state.status === done) return noChange;
  if (state.status !== from) return reject({ code: 'wrong-stage', stage: state.status, needed: from });
  // What is true on a day must not depend on the order in which people typed it in.
  if (at < state.since) return reject({ code: 'before-earlier-step' });
  const on = { campaign: command.campaign, unit: state.unit, kind: state.kind, proposal: command.proposal };
  switch (command.type) {
    case 'AdoptProposal':
      return accept({ type: 'ProposalAdopted', ...on });
    case 'DeclineProposal':
      if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
      return accept({ type: 'ProposalDeclined', ...on, reason: command.reason });
    case 'ImplementProposal':
      return accept({ type: 'ProposalImplemented', ...on, by: actor });
    default:
      return settle(command, state, on, { by: actor, published: publishedOf(given) });
  }
}

const publishedOf = (given: Given): number =>
  given === undefined || given.campaign.status === 'unknown' ? 0 : given.campaign.published;

type Asker = { readonly by: string; readonly published: number };

function settle(command: Benefit, state: Known, on: OnProposal, { by, published }: Asker): Answer {
  const amount = parseDecimal(command.benefit);
  if (amount === undefined || amount < 0n || amount > benefitMax) return reject({ code: 'benefit-out-of-range' });
  const benefit = printDecimal(amount);
  if (command.type === 'ClaimBenefit')
    return state.claimed === benefit ? noChange : accept({ type: 'BenefitClaimed', ...on, benefit, by });
  const { claimed, benefit: verified } = state;
  if (claimed === undefined) return reject({ code: 'benefit-unclaimed' });
  if (state.hands.includes(by)) return reject({ code: 'second-person-needed' });
  const { document } = command;
  if (document.trim() === '') return reject({ code: 'document-missing' });
  if (command.type === 'VerifyBenefit')
    return accept({ type: 'BenefitVerified', ...on, claimed, benefit, document, by });
  if (verified === undefined || verified === benefit) return noChange;
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  const corrected = { from: verified, to: benefit, document, reason: command.reason, by };
  if (published > 0) {
    const { correction } = state;
    if (correction?.to !== benefit) return accept({ type: 'BenefitCorrectionProposed', ...on, ...corrected });
    if (correction.by === by) return noChange;
  }
  // The benefit was had when it was verified, whatever it is known to be now.
  return acceptAt(state.since, { type: 'BenefitCorrected', ...on, ...corrected });
}
