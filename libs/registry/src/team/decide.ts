import { accept, noChange, reject, type Decider, type Decision } from '@xf/es';
import { dayRefused, textsRefused } from '../checks';
import { teamStream, unitStream } from '../terms';
import { unitRefused } from '../unit/decide';
import { unitFold, type UnitState } from '../unit/events.fold';
import type { TeamCommand, TeamRejection } from './command';
import type { TeamEvent } from './events';
import { teamFold, type TeamState } from './events.fold';

type Answer = Decision<TeamEvent, TeamRejection>;

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
