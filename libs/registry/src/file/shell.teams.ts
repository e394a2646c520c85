import { readEach, untyped, type Rejection } from '@xf/es';
import { registryRowReader, teamColumns, type OpenTable, type RefusedRow, type RowReader } from '@xf/files';
import { lastName, lastUnit } from '../history';
import type { TeamCommand } from '../team/command';
import { team } from '../team/decide';
import { teamFold } from '../team/events.fold';
import { teamStream } from '../terms';
import type { Known, ReaderOptions } from './shell.known';
import { complainOf, differing, fieldOf, isDiscreet, isId, unitAway } from './shell.words';

type RegisterTeam = Extract<TeamCommand, { readonly type: 'RegisterTeam' }>;

export function teamsReader(table: OpenTable, known: Known, { area }: ReaderOptions): RowReader {
  const reader = registryRowReader(table, teamColumns, ['team', 'unit', 'name']);
  const { read, at, problems, unused } = reader;
  const decider = untyped(team);
  return {
    problems,
    unused,
    target: ['teams'],
    staying: (refused) => staying(known, refused),
    async take(cells, add) {
      const row = read(cells);
      if (row === undefined || !isDiscreet(reader, row)) return;
      const { team: id = '', unit = '', name = '' } = row.cells;
      const before = problems.length;
      isId(reader, row.row, 'team', id);
      if (isId(reader, row.row, 'unit', unit) && area !== undefined && !(await area.unit(unit)))
        complainOf(reader, row.row, 'unit', unitAway, unit);
      if (problems.length > before) return;
      const command: RegisterTeam = { type: 'RegisterTeam', team: id, unit, name };
      add({ decider, command }, { row: row.row, index: (rejection) => at(columnOf(rejection)) });
    },
  };
}

function columnOf(rejection: Rejection): 'team' | 'unit' | 'name' {
  if (fieldOf(rejection) === 'name') return 'name';
  return rejection.code.startsWith('unit-') ? 'unit' : 'team';
}

/** Of a team of another unit no more is told than that its id is taken. */
async function staying({ states, store }: Known, refused: readonly RefusedRow[]): Promise<readonly RefusedRow[]> {
  const all = await readEach(refused, async (one) => {
    if (one.rejection.code !== 'team-exists') return [one];
    const command = one.item.command as RegisterTeam;
    const { state } = await states.load(store, teamFold, teamStream(command.team));
    if (state.status !== 'registered' || lastUnit(state) !== command.unit) return [one];
    return lastName(state)?.trim() === command.name ? [] : [differing(one, { field: 'name' })];
  });
  return all.flat();
}
