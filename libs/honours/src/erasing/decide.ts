import { erasure } from '@xf/access';
import {
  accept,
  assertNever,
  noChange,
  reject,
  untyped,
  type BatchItem,
  type Decider,
  type Decision,
  type Foldable,
  type Instant,
} from '@xf/es';
import type { ErasingCommand, ErasingRejection } from './command';
import { erasingCodec, erasingStream, type ErasingEvent } from './events';
import { hashErasurePolicy, loadErasurePolicy, type ErasurePolicy } from './rules';

type Requested = Extract<ErasingEvent, { readonly type: 'ErasureRequested' }>;
export type ErasureRequest = Omit<Requested, 'type'> & {
  readonly status: 'open' | 'confirmed' | 'declined';
  readonly at: Instant;
  /** Who confirmed or declined it. */
  readonly endedBy?: string;
  readonly declined?: string;
};

export type ErasingState = {
  readonly policy?: { readonly hash: string; readonly document: ErasurePolicy };
  readonly requests: ReadonlyMap<string, ErasureRequest>;
};

export const erasingFold: Foldable<ErasingState, ErasingEvent> = {
  name: 'erasing',
  codec: erasingCodec,
  initial: { requests: new Map() },
  evolve(state, event, validAt): ErasingState {
    switch (event.type) {
      case 'ErasurePolicyPinned':
        return { ...state, policy: { hash: event.hash, document: event.document } };
      case 'ErasureRequested': {
        const { type: _type, ...said } = event;
        return withRequest(state, { ...said, status: 'open', at: validAt });
      }
      case 'ErasureConfirmed':
        return withRequest(state, { ...requestIn(state, event.request), status: 'confirmed', endedBy: event.by });
      case 'ErasureDeclined': {
        const { by: endedBy, reason: declined } = event;
        return withRequest(state, { ...requestIn(state, event.request), status: 'declined', endedBy, declined });
      }
      default:
        return assertNever(event);
    }
  },
};

const withRequest = (state: ErasingState, request: ErasureRequest): ErasingState => ({
  ...state,
  requests: new Map(state.requests).set(request.request, request),
});

function requestIn({ requests }: ErasingState, id: string): ErasureRequest {
  const found = requests.get(id);
  if (found === undefined) throw new Error(`${id}: an erasure that nobody requested`);
  return found;
}

type Answer = Decision<ErasingEvent, ErasingRejection>;

/** What was read beside a command. No part of it: after the erasure a repeat reads no name any more. */
export type ErasingContext = {
  /** Of the person, for whoever has to confirm. */
  readonly name?: string | undefined;
  /** What the policy keeps: names of honours, to be sealed anew. */
  readonly kept?: readonly BatchItem[];
  /** Keys of names that were kept before and of which some no longer are: they go too. */
  readonly keepers?: readonly string[];
};

/**
 * Requests to erase a person, by one account, confirmed by another. With the confirmation goes the erasure itself, and
 * what the policy keeps: all in one append or nothing.
 */
export const erasingWith = ({ name, kept = [], keepers = [] }: ErasingContext = {}): Decider<
  ErasingState,
  ErasingCommand,
  ErasingEvent,
  ErasingRejection
> => ({
  ...erasingFold,
  stream: ({ organization }) => erasingStream(organization),
  decide(command, state, { actor: by }): Answer {
    switch (command.type) {
      case 'PinErasurePolicy':
        return pin(command, state, by);
      case 'RequestErasure': {
        const { type: _type, ...said } = command;
        const open = [...state.requests.values()].find((one) => one.subject === said.subject && one.status === 'open');
        if (open?.request === said.request) return noChange;
        if (open !== undefined) return reject({ code: 'erasure-requested', request: open.request });
        return accept({ type: 'ErasureRequested', ...said, ...(name === undefined ? {} : { name }), by });
      }
      case 'ConfirmErasure':
      case 'DeclineErasure':
        return end(command, state, by);
      default:
        return assertNever(command);
    }
  },
  beside(command, state) {
    if (command.type !== 'ConfirmErasure') return [];
    const { subject, reason } = requestIn(state, command.request);
    const gone = [subject, ...keepers].map((one) => ({ type: 'ErasePerson', subject: one, reason }) as const);
    return [...kept, ...gone.map((command): BatchItem => ({ decider: untyped(erasure), command }))];
  },
});

function pin(
  { organization, document: given }: { organization: string; document: unknown },
  state: ErasingState,
  by: string,
): Answer {
  const loaded = loadErasurePolicy(given);
  if (!loaded.ok) return reject({ code: 'erasure-policy-refused', problems: loaded.problems });
  const { document } = loaded;
  const hash = hashErasurePolicy(document);
  if (state.policy?.hash === hash) return noChange;
  return accept({ type: 'ErasurePolicyPinned', organization, hash, document, by });
}

type Ending = Extract<ErasingCommand, { readonly type: 'ConfirmErasure' | 'DeclineErasure' }>;

/** Nobody ends what they asked for themselves: an erasure cannot be undone. */
function end(command: Ending, { requests }: ErasingState, by: string): Answer {
  const { organization, request } = command;
  const found = requests.get(request);
  if (found === undefined) return reject({ code: 'erasure-unknown' });
  if (found.status !== 'open') return reject({ code: 'erasure-closed', status: found.status });
  const on = { organization, request, subject: found.subject, by };
  if (command.type === 'DeclineErasure') return accept({ type: 'ErasureDeclined', ...on, reason: command.reason });
  if (found.by === by) return reject({ code: 'second-account-needed' });
  return accept({ type: 'ErasureConfirmed', ...on });
}
