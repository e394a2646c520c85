import { account, hashPassword, organization } from '@xf/access';
import { memoryVault } from '@xf/adapters';
import { execute } from '@xf/es';
import { password, rules, World } from '../../apps/api/src/testing/world';

/**
 * Who asks. `leader` sends entrants: an organizer of a unit below the district that holds the competitions. Accounts for the
 * last two, who review honours, are opened where they are needed.
 */
export type Who =
  'public' | 'neighbour' | 'leader' | 'judge' | 'publicity' | 'committee' | 'organizer' | 'nominee' | 'kin';
const accountOf = (who: Who): string | undefined => (who === 'public' ? undefined : who);

export type Told = { readonly status: number; readonly headers: object; readonly body: unknown };

/** Two systems with the same clock and the same keyed hashes, so that all that differs is what was recorded. */
export class Pair {
  private constructor(
    readonly left: World,
    readonly right: World,
  ) {}

  static async open(): Promise<Pair> {
    const { pseudonym, secret } = memoryVault();
    const around = <P extends { vault: object }>(ports: P): P => ({
      ...ports,
      vault: { ...ports.vault, pseudonym, secret },
    });
    const pair = new Pair(await World.open({ around }), await World.open({ around }));
    await pair.both(found);
    return pair;
  }

  async close(): Promise<void> {
    await this.both((world) => world.close());
  }

  /** Does the same on both sides, a moment later than whatever was done before. */
  async both(work: (world: World) => Promise<unknown>): Promise<void> {
    for (const world of [this.left, this.right]) {
      world.clock.advance(100);
      await work(world);
    }
  }

  /** What both sides answer to the same question, without what makes one request another one. */
  async asked(who: Who, url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly [Told, Told]> {
    const ask = async (world: World) => bare(await world.get(accountOf(who), url, headers));
    return [await ask(this.left), await ask(this.right)];
  }

  /** The same for a change that is tried, not done. */
  async tried(who: Who, url: string, body: object): Promise<readonly [Told, Told]> {
    const ask = async (world: World) => bare(await world.post(accountOf(who), `${url}?dryRun=true`, body));
    return [await ask(this.left), await ask(this.right)];
  }
}

function bare({ status, headers, body }: Told): Told {
  const { 'x-request-id': _request, date: _date, ...kept } = headers as Record<string, unknown>;
  // How soon to come back is left to chance, so that not all readers do at once.
  if (typeof body === 'string') return { status, headers: kept, body: body.replace(/^retry: \d+$/gm, 'retry') };
  const { request: _id, ...rest } = body as Record<string, unknown>;
  return { status, headers: kept, body: rest };
}

async function found({ runtime }: World): Promise<void> {
  const { engine } = runtime;
  const context = (command: string) => ({ actor: 'ops:test', command });
  const below = async (id: string, level: 'unit' | 'district', parent: string) => {
    const command = { type: 'RegisterOrganization', organization: id, name: id, level, parent } as const;
    await execute(engine, organization, command, context(id));
  };
  await below('mill', 'unit', 'east');
  await below('north', 'district', 'city');
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1), { N: 2, r: 1, p: 1 });
  for (const [id, at] of [
    ['leader', 'mill'],
    ['north_organizer', 'north'],
  ] as const) {
    await execute(engine, account, { type: 'CreateAccount', account: id, displayName: id, passwordHash }, context(id));
    const grant = { type: 'GrantRole', account: id, role: 'organizer', organization: at } as const;
    await execute(engine, account, grant, context(`${id}-role`));
  }
}

const [theory, practice, total] = rules.values;
export const document = {
  ...rules,
  values: [
    ...[theory, practice],
    {
      ...{ id: 'faults', name: '违规扣分', role: 'component' },
      marks: {
        ...{ kind: 'deduction', range: { min: '0', max: '10' }, slots: { min: 0, max: 9 } },
        ...{ combine: { by: 'sum' }, missing: 'zero' },
      },
    },
    { ...total, steps: [{ minus: { value: 'faults' } }] },
  ],
  prizes: [{ id: 'first', name: '一等奖', ranks: { from: 1, to: 2 } }],
  process: {
    appeals: { windowMinutes: 6_000, answerMinutes: 120 },
    sanctions: [
      { id: 'warning', name: '警告', effect: 'warning' },
      { id: 'out', name: '取消资格', effect: 'disqualify' },
    ],
  },
};

export const contestUrl = (competition: string, contest = 'turning'): string =>
  `/api/competitions/${competition}/contests/${contest}`;

const contestOf = (contest: string) => ({ contest, name: contest, receiver: 'person', groups: [] });

/** Plans a competition with the contests `turning` and `welding` and opens it, `more` being settings of its course. */
export async function opened(world: World, who: string, competition: string, at: string, more: object = {}) {
  const contests = ['turning', 'welding'].map(contestOf);
  const plan = { competition, organization: at, name: `竞赛 ${competition}`, level: 'district', contests };
  const planned = await world.done(who, '/api/competitions', plan);
  const held = { ...document, process: { ...document.process, ...more } };
  const pinned = contests.map(({ contest }) => ({ contest, document: held }));
  const ifMatch = { 'if-match': `"${planned.revision}"` };
  await world.done(who, `/api/competitions/${competition}/opening`, { rules: pinned }, ifMatch);
}

export async function entered(world: World, who: string, url: string, entrant: object): Promise<string> {
  return (await world.done(who, `${url}/entries`, entrant)).entry;
}

/** A mark in a judge's name, as an organizer writes it down from the sheet. */
export const marked = (world: World, who: string, entry: string, criterion: string, slot: string, value: string) =>
  world.done(who, `${entry}/scores`, { criterion, slot, value });

/** A correction; after a publication it waits for `confirmed`. */
export async function corrected(world: World, entry: string, slot: string, value: string): Promise<void> {
  const change = { criterion: 'practice', slot, value, reason: '录入错误' };
  await world.done('organizer', `${entry}/corrections`, change, await world.etag('organizer', entry));
}

export async function confirmed(world: World, entry: string, slot: string): Promise<void> {
  const at = { criterion: 'practice', slot };
  await world.done('second', `${entry}/confirmations`, at, await world.etag('second', entry));
}

export async function closed(
  world: World,
  who: string,
  competition: string,
  step: 'freeze' | 'publications',
  reason?: string,
) {
  const etag = await world.etag(who, `/api/competitions/${competition}`);
  await world.done(who, `${contestUrl(competition)}/${step}`, reason === undefined ? {} : { reason }, etag);
}

/** All pages of a list, as the addresses a reader comes by. */
export function nextOf(told: Told): string | undefined {
  const link = (told.headers as { link?: string }).link;
  return link === undefined ? undefined : /<(.+)>; rel="next"/.exec(link)?.[1];
}
