import { Inject, Injectable } from '@nestjs/common';
import type { Rejection } from '@xf/es';
import { Authority, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { ReviewVisibility } from '../ballot/shell.seen';
import { withoutLacks } from '../chain/rules.lacks';
import { nominations } from '../nomination/project';
import { nominationRow } from '../nomination/query';
import { nameOf, roundStaff, RoundVisibility } from './shell';

/** Who is meant by the id of a nomination, in refusals that people read. */
@Injectable()
export class Naming {
  constructor(
    private readonly authority: Authority,
    private readonly rounds: RoundVisibility,
    private readonly reviews: ReviewVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** Name and unit, `王一（第一机械厂）`, of nominations that the caller may read by name: it was made sure of. */
  async whoAre(call: Call, round: string, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const hidden = await this.reviews.hiddenFrom(call, round);
    const view = await this.runtime.reads.at(nominations);
    const found: { readonly id: string; readonly name: string; readonly unit: string | undefined }[] = [];
    for (const id of new Set(ids)) {
      const row = hidden.has(id) ? undefined : nominationRow(view, round, id);
      const name = row && nameOf(row);
      if (row !== undefined && name !== undefined) found.push({ id, name, unit: row.unit });
    }
    const open = await this.rounds.open(found);
    return new Map(open.map(({ id, name, unit }) => [id, unit === undefined ? name : `${name}（${unit}）`]));
  }

  /** An option of a command of this round: its refusals are told with names. */
  of(call: Call, round: string): { readonly told: <R extends Rejection>(rejection: R) => Promise<R> } {
    return { told: (rejection) => this.told(call, round, rejection) };
  }

  /**
   * The rejection with name and unit behind every id of a nomination, for staff of the round; unchanged for everybody else, and
   * where the caller is recused from somebody.
   */
  private async told<R extends Rejection>(call: Call, round: string, given: R): Promise<R> {
    const ids = new Set<string>();
    const rejection = withoutLacks(given, await this.reviews.hiddenFrom(call, round));
    const asked = mapped(rejection, (id) => {
      ids.add(id);
      return id;
    });
    const { state } = await this.rounds.stateOf(round);
    if (ids.size === 0 || !(await this.authority.covers(call, state.organization, roundStaff))) return asked as R;
    const who = await this.whoAre(call, round, ids);
    return mapped(rejection, (id) => {
      const name = who.get(id);
      return name === undefined ? id : `${id} ${name}`;
    }) as R;
  }
}

/** A copy in which what members called `nomination` and `nominations` say is put otherwise. */
function mapped(value: unknown, say: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, say));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => {
      if (name === 'nomination' && typeof part === 'string') return [name, say(part)];
      if (name !== 'nominations' || !Array.isArray(part)) return [name, mapped(part, say)];
      return [name, part.map((one: unknown) => (typeof one === 'string' ? say(one) : mapped(one, say)))];
    }),
  );
}
