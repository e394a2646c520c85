import { specFor } from '@xf/es/testing';
import { nameOn, unitOn } from '../history';
import { unitFold, type UnitState } from '../unit/events.fold';
import type { TeamCommand } from './command';
import { team } from './decide';
import type { TeamEvent } from './events';
import { teamFold } from './events.fold';

const now = Date.parse('2026-06-10T09:00:00+08:00');
const kept = { organization: 'city', path: ['city'], names: [{ name: '红星' }], attributes: [], bars: [] };
const factory: UnitState = { status: 'registered', ...kept, predecessors: [] };
const gone: UnitState = { ...factory, status: 'merged', successor: { unit: 'u9', on: '2026-01-01', document: 'd' } };
const given = specFor(team, { given: factory, now });

const by = { document: '厂发〔2026〕1号' };
const register: TeamCommand = { type: 'RegisterTeam', team: 't1', unit: 'u1', name: '焊接班' };
const registered: TeamEvent = { ...register, type: 'TeamRegistered' };
const renamed: TeamEvent = { type: 'TeamRenamed', team: 't1', name: '焊接一班', on: '2026-02-01', ...by };
const moved: TeamEvent = { type: 'TeamTransferred', team: 't1', unit: 'u2', on: '2026-03-01', ...by };
const dissolved: TeamEvent = { type: 'TeamDissolved', team: 't1', on: '2026-05-01' };

describe('a team', () => {
  it('domain-rules 1: stands in a unit that is registered and goes on', () => {
    given().when(register).then(registered);
    given(registered, renamed, moved).when(register).then();
    given(registered)
      .when({ ...register, name: '铆接班' })
      .thenRejected({ code: 'team-exists' });
    given().when(register, { given: unitFold.initial }).thenRejected({ code: 'unit-unknown', unit: 'u1' });
    given().when(register, { given: gone }).thenRejected({ code: 'unit-merged', unit: 'u1', into: 'u9' });
  });

  it('is renamed and transferred from a day on', () => {
    const rename = { ...renamed, type: 'RenameTeam' } as TeamCommand;
    const transfer = { ...moved, type: 'TransferTeam' } as TeamCommand;
    given(registered).when(rename).then(renamed);
    given(registered, renamed).when(rename).then();
    given(registered).when(transfer).then(moved);
    given(registered, moved).when(transfer).then();
    given(registered).when(transfer, { given: gone }).thenRejected({ code: 'unit-merged', unit: 'u2', into: 'u9' });
    given().when(rename).thenRejected({ code: 'team-unknown' });
    const state = [registered, renamed, moved].reduce((s, event) => teamFold.evolve(s, event, 0), teamFold.initial);
    expect([nameOn(state, '2026-01-31'), nameOn(state, '2026-02-01')]).toEqual(['焊接班', '焊接一班']);
    expect([unitOn(state, '2026-02-28'), unitOn(state, '2026-03-01')]).toEqual(['u1', 'u2']);
  });

  it('takes nothing new once it is dissolved', () => {
    const dissolve = { ...dissolved, type: 'DissolveTeam' } as TeamCommand;
    given(registered).when(dissolve).then(dissolved);
    given(registered, dissolved).when(dissolve).then();
    given(registered, dissolved)
      .when({ ...renamed, type: 'RenameTeam' })
      .thenRejected({ code: 'team-dissolved', on: '2026-05-01' });
    given(registered)
      .when({ ...dissolve, on: '2026-06-11' } as TeamCommand)
      .thenRejected({ code: 'day-in-future', today: '2026-06-10' });
  });
});
