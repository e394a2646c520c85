import { accept, assertNever, noChange, reject, type Decider, type Decision, type Foldable } from '@xf/es';
import { dayRefused, textsRefused } from '../checks';
import { withEntry, type NameSince, type UnitSince } from '../history';
import { teamStream, unitStream, type Day } from '../terms';
import { unitFold, unitRefused, type UnitState } from '../unit/decide';
import type { TeamCommand, TeamRejection } from './command';
import { teamCodec, type TeamEvent } from './events';

type Histories = { readonly names: readonly NameSince[]; readonly units: readonly UnitSince[] };

export type TeamState =
  | (Histories & { readonly status: 'unknown' | 'registered' })
  | (Histories & { readonly status: 'dissolved'; readonly dissolved: Day });

type Answer = Decision<TeamEvent, TeamRejection>;

/** Folding alone; read it by `nameOn` and `unitOn`. Its bars and attributes are its unit's. */
export const teamFold: Foldable<TeamState, TeamEvent> = {
  name: 'team',
  codec: teamCodec,
  initial: { status: 'unknown', names: [], units: [] },
  evolve(state, event): TeamState {
    switch (event.type) {
      case 'TeamRegistered':
        return { status: 'registered', names: [{ name: event.name }], units: [{ unit: event.unit }] };
      case 'TeamRenamed': {
        const { name, on, document } = event;
        return { ...state, names: withEntry(state.names, { name, on, document }) };
      }
      case 'TeamTransferred': {
        const { unit, on, document } = event;
        return { ...state, units: withEntry(state.units, { unit, on, document }) };
      }
      case 'TeamDissolved':
        return { ...state, status: 'dissolved', dissolved: event.on };
      default:
        return assertNever(event);
    }
  },
};

/** `given` is the unit a team is registered in or goes to; undefined for every other command. */
export const team: Decider<TeamState, TeamCommand, TeamEvent, TeamRejection, UnitState | undefined> = {
  ...teamFold,
  stream: (command) => teamStream(command.team),
  given: async (command, read) =>
    command.type === 'RegisterTeam' || command.type === 'TransferTeam'
      ? read(unitFold, unitStream(command.unit))
      : undefined,
  decide(command, state, { given, now }) {
    if (command.type === 'RegisterTeam') return register(command, state, given);
    if (state.status === 'unknown') return reject({ code: 'team-unknown' });
    const day = dayRefused(command.on, now);
    if (day !== undefined) return reject(day);
    if (command.type === 'DissolveTeam') return dissolve(command, state);
    if (state.status === 'dissolved') return reject({ code: 'team-dissolved', on: state.dissolved });
    return change(command, state, given);
  },
};

function register(
  { team: id, unit, name }: Extract<TeamCommand, { type: 'RegisterTeam' }>,
  state: TeamState,
  at: UnitState | undefined,
): Answer {
  const refused = textsRefused({ team: id, name });
  if (refused !== undefined) return reject(refused);
  if (state.status === 'unknown') {
    const away = unitRefused(unit, at);
    return away === undefined ? accept({ type: 'TeamRegistered', team: id, unit, name }) : reject(away);
  }
  const [first, home] = [
    state.names.find(({ on }) => on === undefined),
    state.units.find(({ on }) => on === undefined),
  ];
  return first?.name === name && home?.unit === unit ? noChange : reject({ code: 'team-exists' });
}

type Known = Exclude<TeamState, { status: 'unknown' }>;

function dissolve({ team: id, on }: Extract<TeamCommand, { type: 'DissolveTeam' }>, state: Known): Answer {
  if (state.status !== 'dissolved') return accept({ type: 'TeamDissolved', team: id, on });
  return state.dissolved === on ? noChange : reject({ code: 'team-dissolved', on: state.dissolved });
}

function change(
  command: Extract<TeamCommand, { type: 'RenameTeam' | 'TransferTeam' }>,
  state: Known,
  at: UnitState | undefined,
): Answer {
  const { team: id, on, document } = command;
  if (command.type === 'RenameTeam') {
    const { name } = command;
    const refused = textsRefused({ name, document });
    if (refused !== undefined) return reject(refused);
    const last = state.names.findLast((one) => one.on === on);
    const same = last?.name === name && last.document === document;
    return same ? noChange : accept({ type: 'TeamRenamed', team: id, name, on, document });
  }
  const { unit } = command;
  const refused = textsRefused({ document }) ?? unitRefused(unit, at);
  if (refused !== undefined) return reject(refused);
  const last = state.units.findLast((one) => one.on === on);
  const same = last?.unit === unit && last.document === document;
  return same ? noChange : accept({ type: 'TeamTransferred', team: id, unit, on, document });
}
