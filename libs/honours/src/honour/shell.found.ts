import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@xf/access';
import { idPattern } from '@xf/competitions';
import type { ViewReader } from '@xf/es';
import {
  Authority,
  problem,
  problemOf,
  Reading,
  refusal,
  RUNTIME,
  type ApiRuntime,
  type Call,
  type Refusals,
} from '@xf/nest';
import { register, type HonourRow, type RegisterRow } from './project';
import { honourOf } from './query';

/** Who reads what became of honours, with causes and reasons. The public and publicity have the roll. */
export const registerReaders = ['organizer', 'committee', 'auditor'] as const;

type ListRejection =
  | { readonly code: 'honours-missing' }
  | { readonly code: 'honours-unlisted'; readonly wrong: readonly { readonly at: number; readonly honour: string }[] };

const listRefusals: Refusals<ListRejection> = {
  'honours-missing': refusal(422, '名单是空的', 'The list is empty', {
    errors: () => [
      { pointer: '/honours', code: 'field-missing', zh: '请列出荣誉标识', en: 'list the ids of the honours' },
    ],
  }),
  'honours-unlisted': refusal(422, '名单上有查不到的荣誉', 'The list names honours that are not there', {
    errors: ({ wrong }) =>
      wrong.map(({ at, honour }) => ({
        pointer: `/honours/${at}`,
        code: 'honour-unknown',
        zh: `该组织的该奖项没有 ${honour}，请从荣誉台账取标识`,
        en: `no ${honour} of this award and organisation; take the id from the register`,
      })),
  }),
};

/** Honours by the ids that the register tells, for those who may know them. */
@Injectable()
export class HonourRegister {
  constructor(
    private readonly authority: Authority,
    private readonly reading: Reading,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** The register with everything the log holds now: a decision must not miss an honour given a moment ago. */
  async fresh(): Promise<ViewReader<RegisterRow>> {
    await this.reading.waitForHead();
    return this.runtime.reads.at(register);
  }

  /** One honour, for who holds one of the roles over the organisation that gave it. */
  async one(call: Call, id: string, roles: readonly Role[]): Promise<HonourRow> {
    const row = idPattern.test(id) ? honourOf(await this.fresh(), id) : undefined;
    if (row === undefined) throw problem('not-found');
    await this.authority.require(call, row.organization, roles);
    return row;
  }

  /** All of a list, or every one that is not of the organisation and the award. */
  async all(of: { organization: string; award: string }, ids: readonly string[]): Promise<readonly HonourRow[]> {
    if (ids.length === 0) throw problemOf(listRefusals, { code: 'honours-missing' });
    const view = await this.fresh();
    const rows: HonourRow[] = [];
    const wrong: { at: number; honour: string }[] = [];
    for (const [at, honour] of ids.entries()) {
      const row = honourOf(view, honour);
      if (row?.organization === of.organization && row.award === of.award) rows.push(row);
      else wrong.push({ at, honour });
    }
    if (wrong.length > 0) throw problemOf(listRefusals, { code: 'honours-unlisted', wrong });
    return rows;
  }
}
