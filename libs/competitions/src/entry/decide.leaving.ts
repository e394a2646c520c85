import { accept, assertNever, noChange, reject } from '@xf/es';
import { rulesOf } from '../competition/rules';
import type { Command, Answer, Change, Known, Open } from './decide.state';
import type { EntryEvent } from './events';

type Leaving = Command<'DisqualifyEntry' | 'VetoEntry' | 'ReinstateEntry'>;

/**
 * Out of the ranking for what was found, or back. Before a publication one organizer does it; a published result changes with
 * two people's knowledge, as it does by a correction. A signed sanction and a decided appeal have two already. domain-rules 131.
 */
export function leaveOrReturn(command: Leaving, state: Known, contest: Open, actor: string): Answer {
  if (command.type === 'VetoEntry') {
    const { vetoes = [] } = rulesOf(contest.rules).document;
    const known = vetoes.map((veto) => veto.id);
    if (!known.includes(command.clause)) return reject({ code: 'veto-clause-unknown', clause: command.clause, known });
  }
  if (endedOtherwise(command, state)) return noChange;
  const change = changeOf(command);
  const { to } = change;
  if (to === 'competing' && state.status === 'competing') return reject({ code: 'entry-competing' });
  if (state.status === to) return noChange;
  if (to !== 'competing' && state.status !== 'competing') {
    return reject({ code: 'entry-not-competing', status: state.status });
  }
  const on = placeOf(command, contest);
  const decided = command.type !== 'VetoEntry' && command.decided === true;
  if (decided) return accept(eventOf(on, change, decidedBy(command)));
  if (contest.published === 0) return accept(eventOf(on, change, { by: actor }));
  const { change: pending } = state;
  if (pending !== undefined) {
    const isSame = pending.to === to && pending.clause === change.clause;
    return isSame ? noChange : reject({ code: 'change-pending', to: pending.to });
  }
  return accept({ type: 'EntryChangeProposed', ...on, ...change, by: actor });
}

/** Who proposed it may not confirm it. domain-rules 131. */
export function confirmChange(command: Command<'ConfirmChange'>, state: Known, contest: Open, actor: string): Answer {
  const { change } = state;
  if (change === undefined) return reject({ code: 'change-unknown' });
  if (change.by === actor) return reject({ code: 'second-person-needed' });
  return accept(eventOf(placeOf(command, contest), change, { by: actor }));
}

/** By whom it was proposed it is withdrawn, by anybody else refused. */
export function refuseChange(command: Command<'RefuseChange'>, state: Known, contest: Open, by: string): Answer {
  if (state.change === undefined) return reject({ code: 'change-unknown' });
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  return accept({ type: 'EntryChangeRefused', ...placeOf(command, contest), reason: command.reason, by });
}

/** A total of 0 by a sanction that was signed, or no longer by one that was lifted. domain-rules 86. */
export function zero(command: Command<'ZeroEntry' | 'LiftZero'>, state: Known, contest: Open): Answer {
  const { type, sanction, reason } = command;
  const isZeroed = state.zeroedBy?.includes(sanction) === true;
  if (isZeroed === (type === 'ZeroEntry')) return noChange;
  const event = type === 'ZeroEntry' ? 'EntryZeroed' : 'EntryZeroLifted';
  return accept({ type: event, ...placeOf(command, contest), reason, sanction });
}

/** A sanction that was lifted has nothing to give back where the entry is out for another reason, or competes again. */
const endedOtherwise = (command: Leaving, { endedBy }: Known): boolean =>
  command.type === 'ReinstateEntry' && command.sanction !== undefined && command.sanction !== endedBy;

const decidedBy = (command: Leaving): Ender =>
  command.type === 'DisqualifyEntry' && command.sanction !== undefined ? { sanction: command.sanction } : {};

/** Whether a command would make an entry compete that does not: only then does it take a seat again. */
export function brings(command: Leaving | Command<'ConfirmChange'>, state: Known, published: number): boolean {
  if (command.type === 'ConfirmChange') return state.change?.to === 'competing';
  return command.type === 'ReinstateEntry' && (published === 0 || command.decided === true);
}

function changeOf(command: Leaving): Omit<Change, 'by'> {
  const { type, reason } = command;
  switch (type) {
    case 'DisqualifyEntry':
      return { to: 'disqualified', reason };
    case 'VetoEntry':
      return { to: 'vetoed', clause: command.clause, reason };
    case 'ReinstateEntry':
      return { to: 'competing', reason };
    default:
      return assertNever(type);
  }
}

type On = { readonly competition: string; readonly contest: string; readonly entry: string };

const placeOf = ({ competition, entry }: Pick<On, 'competition' | 'entry'>, { contest }: Open): On => ({
  ...{ competition, contest: contest.contest, entry },
});

type Ender = { readonly by?: string; readonly sanction?: string };

function eventOf(on: On, { to, clause = '', reason }: Omit<Change, 'by'>, ender: Ender): EntryEvent {
  switch (to) {
    case 'disqualified':
      return { type: 'EntryDisqualified', ...on, reason, ...ender };
    case 'vetoed':
      return { type: 'EntryVetoed', ...on, clause, reason, ...ender };
    case 'competing':
      return { type: 'EntryReinstated', ...on, reason };
    default:
      return assertNever(to);
  }
}
