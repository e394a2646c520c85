import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { openNames } from '@xf/es';
import { Audience, Authority, Caller, etagOf, nextPage, pastOf, problem, Read, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { dayOf } from '../terms';
import { registryStaff, RegistryVisibility, type Standing } from '../visibility/shell';
import { registry } from './project';
import { peoplePage, personRow, teamRow, teamsPage, unitRow, unitsPage, type RegistryPage } from './query';
import { openSealed, personLine, personView, teamLine, teamView, unitLine, unitView } from './shell.views';

const one = ['day', 'asOf', 'position', 'minPosition'] as const;
const many = ['limit', 'cursor', 'asOf', 'position', 'minPosition'] as const;

@ApiTags('名录')
@ApiBearerAuth()
@Controller('api/registry')
export class RegistryController {
  constructor(
    private readonly reading: Reading,
    private readonly authority: Authority,
    private readonly visibility: RegistryVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('units/:unit', { zh: '单位在某一天的名称、属性、事项，及全部沿革', query: one })
  @Audience(...registryStaff)
  getUnit(@Caller() call: Call, @Param('unit') id: string): Promise<object> {
    return this.reading.ask(call, 'unit', async () => {
      const view = await this.viewOf(call, id, await this.visibility.unit(call, id, registryStaff));
      const row = unitRow(view, id);
      if (row === undefined) throw problem('not-found');
      return { position: view.position(), ...unitView(row, this.dayOf(call)) };
    });
  }

  @Read('teams/:team', { zh: '班组在某一天的名称、单位，及全部沿革', query: one })
  @Audience(...registryStaff)
  getTeam(@Caller() call: Call, @Param('team') id: string): Promise<object> {
    return this.reading.ask(call, 'team', async () => {
      const view = await this.viewOf(call, id, await this.visibility.team(call, id, registryStaff));
      const row = teamRow(view, id);
      if (row === undefined) throw problem('not-found');
      return { position: view.position(), ...teamView(row, this.dayOf(call)) };
    });
  }

  @Read('people/:person', { zh: '人员在某一天的姓名、单位、属性、事项，及全部沿革', query: one })
  @Audience(...registryStaff)
  getPerson(@Caller() call: Call, @Param('person') id: string): Promise<object> {
    return this.reading.ask(call, 'person', async () => {
      const standing = await this.visibility.person(call, id, registryStaff);
      const view = await this.viewOf(call, id, standing);
      const row = personRow(view, id);
      if (row === undefined) throw problem('not-found');
      const { vault } = this.runtime.engine;
      const seesAll = await this.visibility.holds(call, standing.unit, ['organizer']);
      const shown = await openSealed(vault, personView(row, this.dayOf(call)), seesAll);
      return { position: view.position(), ...(await openNames(vault, shown)) };
    });
  }

  @Read('units', { zh: '所辖单位，按名称', query: ['organization', 'region', 'industry', 'prefix', ...many] })
  @Audience(...registryStaff)
  listUnits(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'units', async () => {
      const { organization, region, industry } = call.query;
      if (organization === undefined) throw scopeMissing('organization');
      await this.authority.require(call, organization, registryStaff);
      const view = await this.runtime.reads.at(registry, pastOf(call));
      return this.page(call, unitsPage(view, { ...this.asked(call), organization, region, industry }), unitLine);
    });
  }

  @Read('teams', { zh: '所辖组织或一个单位的班组，按名称', query: ['organization', 'unit', 'prefix', ...many] })
  @Audience(...registryStaff)
  listTeams(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'teams', async () => {
      const of = await this.scopeOf(call);
      const view = await this.runtime.reads.at(registry, pastOf(call));
      return this.page(call, teamsPage(view, of, this.asked(call)), teamLine);
    });
  }

  @Read('people', { zh: '所辖组织或一个单位的人员；同名者各为一行', query: ['organization', 'unit', ...many] })
  @Audience(...registryStaff)
  listPeople(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'people', async () => {
      const of = await this.scopeOf(call);
      const view = await this.runtime.reads.at(registry, pastOf(call));
      const page = this.page(call, peoplePage(view, of, this.asked(call)), personLine);
      return openNames(this.runtime.engine.vault, page);
    });
  }

  /** The live view holds what the ETag stands for; an earlier moment is folded from the one stream. */
  private async viewOf(call: Call, id: string, { stream, revision }: Standing) {
    call.reply.header('etag', etagOf(revision));
    const past = pastOf(call);
    if (past !== undefined) return this.runtime.reads.at(registry, past, id);
    await this.reading.waitForRevision(stream, revision);
    return this.runtime.reads.at(registry);
  }

  /** The area or the unit that is asked for, seen by the caller: one of them. */
  private async scopeOf(call: Call): Promise<{ readonly organization: string } | { readonly unit: string }> {
    const { organization, unit } = call.query;
    if ((organization === undefined) === (unit === undefined)) throw scopeMissing('organization', 'unit');
    if (unit !== undefined) {
      await this.visibility.unit(call, unit, registryStaff);
      return { unit };
    }
    await this.authority.require(call, organization ?? '', registryStaff);
    return { organization: organization ?? '' };
  }

  private asked({ query: { limit = 50, cursor, prefix } }: Call) {
    return { limit, after: cursor, prefix };
  }

  private page<Row>(call: Call, { position, rows, next }: RegistryPage<Row>, line: (row: Row) => object): object {
    return { position, rows: rows.map(line), ...nextPage(call, next && { position, ...next }) };
  }

  private dayOf({ query: { day } }: Call): string {
    return day ?? dayOf(this.runtime.engine.clock.now());
  }
}

const scopeMissing = (...names: readonly ['organization', 'unit'?]) => {
  const [parameter] = names;
  const all = names.join(' / ');
  return problem('query-invalid', {
    errors: [{ parameter, code: 'scope-missing', zh: `请给出其一：${all}`, en: `give one of: ${all}` }],
  });
};
