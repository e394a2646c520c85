import { Inject, Injectable } from '@nestjs/common';
import { idPattern } from '@xf/competitions';
import type { EventShape, Foldable, StreamName } from '@xf/es';
import { Authority, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { personFold } from '../person/events.fold';
import { personStream, teamStream, unitStream } from '../terms';
import { teamFold } from '../team/events.fold';
import { unitFold } from '../unit/events.fold';

/** Who reads the registry below where they hold the role. Judges and publicity have no need of it. domain-rules 119. */
export const registryStaff = ['organizer', 'committee', 'auditor', 'administrator'] as const;

type Roles = readonly (typeof registryStaff)[number][];
export type Standing = { readonly stream: StreamName; readonly revision: number; readonly unit: string };

/** Who may do what with whom: it goes by the unit somebody is in now, and by the organisation the unit is in. */
@Injectable()
export class RegistryVisibility {
  constructor(
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** Lets pass who holds one of the roles over the unit; 404 for a unit nobody registered. */
  async unit(call: Call, unit: string, roles: Roles): Promise<Standing> {
    const { stream, state, revision } = await this.stateOf(unitFold, unitStream, unit);
    if (state.status === 'unknown') throw problem('not-found');
    await this.authority.require(call, state.organization, roles);
    return { stream, revision, unit };
  }

  async team(call: Call, team: string, roles: Roles): Promise<Standing> {
    const { stream, state, revision } = await this.stateOf(teamFold, teamStream, team);
    return { stream, revision, unit: await this.home(call, state.units, roles) };
  }

  async person(call: Call, person: string, roles: Roles): Promise<Standing> {
    const { stream, state, revision } = await this.stateOf(personFold, personStream, person);
    return { stream, revision, unit: await this.home(call, state.units, roles) };
  }

  /** Where somebody goes, the caller must be trusted too: nobody is sent to another's unit. A unit unknown is told as such. */
  async destination(call: Call, unit: string): Promise<void> {
    const { state } = await this.stateOf(unitFold, unitStream, unit);
    if (state.status !== 'unknown') await this.authority.require(call, state.organization, ['organizer']);
  }

  /** Whether the caller holds one of the roles over the unit. */
  async holds(call: Call, unit: string, roles: Roles): Promise<boolean> {
    const { state } = await this.stateOf(unitFold, unitStream, unit);
    return state.status !== 'unknown' && this.authority.covers(call, state.organization, roles);
  }

  private async home(call: Call, units: readonly { readonly unit: string }[], roles: Roles): Promise<string> {
    const unit = units[units.length - 1]?.unit;
    if (unit === undefined) throw problem('not-found');
    await this.unit(call, unit, roles);
    return unit;
  }

  private async stateOf<S, E extends EventShape>(
    fold: Foldable<S, E>,
    streamOf: (id: string) => StreamName,
    id: string,
  ) {
    if (!idPattern.test(id)) throw problem('not-found');
    const { engine } = this.runtime;
    const stream = streamOf(id);
    return { stream, ...(await engine.states.load(engine.store, fold, stream)) };
  }
}
