import { announceHonours } from '@xf/honours';
import fc from 'fast-check';
import { noticeRules } from '../../libs/honours/src/testing/notices';
import type { World } from '../../apps/api/src/testing/world';
import { nextOf, Pair, type Told, type Who } from './pair';

/**
 * Two logs of honours that differ only in what somebody may not know answer them the same, to the byte: for those outside
 * anything of an open round, for publicity and the committee what is not theirs in it.
 */
let pair: Pair;
beforeEach(async () => {
  pair = await Pair.open();
  await earlier();
});
afterEach(async () => pair.close());

let runs = 0;
const lists = '/api/organizations/east/lists';

type Person = { readonly name: string; readonly unit: string };
const person = fc.record<Person>({
  name: fc.constantFrom('王填', '李涛', '欧阳若男', '贺彪'),
  unit: fc.constantFrom('第一纺织厂', '机务段'),
});
/** Recorded in an open round or about lists, and told to nobody outside. */
const step = fc.record({
  kind: fc.constantFrom(
    'nominated',
    'withdrawn',
    'listed',
    'objected',
    'embargoed',
    'internal',
    'taken',
    'denied',
    'erasure',
  ),
  who: person,
  text: fc.constantFrom('考勤不实', '事迹不符', '另有隐情'),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const few = fc.array(step, { maxLength: 4 });
const sides = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one);

/** One round of one award on one side. The nominee and the other award are the same on both. */
class Side {
  private made = 0;
  nominee = '';

  constructor(
    readonly world: World,
    readonly round: string,
  ) {}

  get url(): string {
    return `/api/honour-rounds/${this.round}`;
  }

  async open(): Promise<void> {
    const medal = {
      ...{
        id: `medal_${this.round}`,
        version: 1,
        title: '区五一劳动奖章',
        level: 'district',
        receiver: 'person',
        repeatable: false,
      },
      cites: [{ document: '区总工会通知' }],
    };
    const round = {
      round: this.round,
      organization: 'east',
      name: '2026年区五一表彰',
      year: 2026,
      awards: [{ document: medal }],
    };
    await this.world.done('organizer', '/api/honour-rounds', round);
    this.nominee = await this.nominate({ name: '张先进', unit: '第一机械厂' });
    await this.world.done('organizer', `${this.url}/notice-rules`, { document: noticeRules });
    await this.world.done('organizer', `${this.url}/notices`, {
      ...{ notice: 'base', level: 'base', title: '公示', text: '致电工会', postedOn: '2026-05-01' },
      nominees: [{ nomination: this.nominee }],
    });
  }

  async nominate({ name, unit }: Person): Promise<string> {
    const body = { award: `medal_${this.round}`, name, unit, reason: `事迹${this.made++}` };
    const made = await this.world.done('organizer', `${this.url}/nominations`, body);
    return (made as unknown as { nomination: string }).nomination;
  }

  async shortlist(omitted: readonly string[]): Promise<void> {
    const reasons = omitted.map((nomination) => ({ nomination, reason: '名额已满' }));
    const body = { nominations: [this.nominee], omitted: reasons };
    const at = `${this.url}/awards/medal_${this.round}/shortlist`;
    await this.world.done('committee', at, body, await this.world.etag('committee', this.url));
  }

  async object(text: string, name: string, contact = '13812345678'): Promise<void> {
    await this.world.done('organizer', `${this.url}/notices/base/objections`, {
      ...{ number: `异-${this.made++}`, nomination: this.nominee, way: 'letter', from: 'person' },
      ...{ name, contact, about: text },
    });
  }

  /** A list of who was honoured in an earlier year, which all sides have. */
  async list(id: string, over: object = {}): Promise<void> {
    const body = {
      title: '名单',
      purpose: 'roll',
      awards: ['earlier'],
      ...{ stated: [{ award: 'earlier', count: 2 }], endsOn: '2026-12-31' },
      ...over,
    };
    await this.world.done('organizer', `${lists}/${id}/versions`, body);
  }

  async take(who: string, list: string, format: string): Promise<void> {
    const authorization = `Bearer ${await this.world.token(who)}`;
    const headers = { authorization, 'idempotency-key': `${who}-${list}-${format}-${this.round}-${this.made++}` };
    const url = `${lists}/${list}/versions/1/downloads`;
    const { statusCode } = await this.world.app.inject({ method: 'POST', url, headers, payload: { format } });
    expect(statusCode).toBe(200);
  }

  async do({ kind, who, text }: Step): Promise<void> {
    const { world } = this;
    switch (kind) {
      case 'nominated':
      case 'withdrawn': {
        const at = `${this.url}/nominations/${await this.nominate(who)}`;
        if (kind === 'nominated') return;
        await world.done(
          'organizer',
          `${at}/withdrawal`,
          { reason: text },
          await world.etag('organizer', `${at}/explanation`),
        );
        return;
      }
      case 'listed':
        return this.shortlist(await this.others());
      case 'objected':
        return this.object(text, who.name);
      case 'embargoed':
      case 'internal': {
        const over = kind === 'internal' ? { purpose: 'internal' } : { embargoUntil: '2026-05-09T09:00:00+08:00' };
        return this.list(`closed_${this.round}_${this.made++}`, { ...over, title: text });
      }
      case 'taken':
        return this.take('organizer', 'earlier', 'csv');
      case 'denied': {
        const body = {
          title: text,
          purpose: 'internal',
          columns: ['name', 'phone'],
          stated: [{ award: 'earlier', count: 2 }],
        };
        expect((await world.post('publicity', `${lists}/wanted/versions`, body)).status).toBe(403);
        return;
      }
      case 'erasure': {
        const asked = { round: this.round, nomination: await this.nominate(who), reason: '本人申请', ground: '法律' };
        await world.done('organizer', '/api/organizations/east/erasures', asked);
      }
    }
  }

  /** Open nominations beside the nominee's. */
  private async others(): Promise<readonly string[]> {
    const url = `${this.url}/nominations?award=medal_${this.round}&limit=200`;
    const { body } = await this.world.get('organizer', url);
    type Row = { readonly nomination: string; readonly status: string };
    return (body as { readonly rows: readonly Row[] }).rows
      .filter(({ nomination, status }) => nomination !== this.nominee && status !== 'withdrawn')
      .map(({ nomination }) => nomination);
  }

  async confer(over: object = {}): Promise<void> {
    await this.shortlist(await this.others());
    const body = { decision: `黄工字〔2026〕${runs}号`, conferredOn: '2026-04-28', count: 1, ...over };
    const at = `${this.url}/awards/medal_${this.round}/conferral`;
    await this.world.done('organizer', at, body, await this.world.etag('organizer', this.url));
  }
}

/** Two people of an earlier year, and a list of them that everybody may read. */
async function earlier(): Promise<void> {
  const document = {
    ...{ id: 'earlier', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
    cites: [{ document: '区总工会通知' }],
  };
  await pair.both(async (world) => {
    for (const [n, name] of ['周全', '吴用'].entries()) {
      const decision = { decision: `黄工字〔2019〕${n + 1}号`, conferredOn: '2019-04-26' };
      await world.done('organizer', '/api/honours/earlier', {
        organization: 'east',
        document,
        name,
        unit: '一厂',
        ...decision,
      });
    }
    await new Side(world, 'none').list('earlier');
  });
}

const questions = ({ round, url }: Side, nominee: string): readonly string[] => [
  ...['/api/honours', '/api/honours?limit=1', '/api/honours?year=2026&limit=2', `/api/honours?award=medal_${round}`],
  ...['/api/honours?version=1', '/api/honours?version=2', '/api/honours?version=900', '/api/honours?minPosition=9'],
  ...['/api/honours?asOf=2026-05-01T01:00:01Z', '/api/honours?validAt=2026-05-01T01:00:01Z'],
  ...['/api/honours?heldOn=2026-04-30', '/api/honours?heldOn=2026-04-27&limit=1'],
  ...[`/api/honours?name=${encodeURIComponent('张先进')}`, `/api/honours?name=${encodeURIComponent('王')}`],
  ...[
    '/api/honours?unitName=%E6%9C%BA%E6%A2%B0&limit=1',
    '/api/honours?area=east&limit=1',
    '/api/honours?level=district',
  ],
  ...[`${url}/notices/base/text`, `${url}/notices/none/text`, `${url}/awards/medal_${round}/why-not/none/none`],
  ...[
    url,
    `${url}/nominations?award=medal_${round}`,
    `${url}/nominations/${nominee}/explanation`,
    '/api/honour-rounds',
  ],
  ...[
    `${url}/awards/medal_${round}/shortlist`,
    `${url}/notices`,
    `${url}/notices/base`,
    `${url}/notices/base/objections`,
  ],
  ...[
    lists,
    `${lists}/earlier/text`,
    `${lists}/wanted/text`,
    `${lists}/earlier/downloads`,
    `${lists}/earlier/versions/1/since/1`,
  ],
  ...Array.from({ length: 6 }, (_, n) => `${lists}/closed_${round}_${n}/text`),
  ...['/api/organizations/east/erasures', '/api/organizations/mill/erasures', '/api/organizations/mill/lists'],
];

/** Keys are drawn, so a hash over what they seal is another one in each system. */
const withoutChance = (told: Told): Told =>
  JSON.parse(JSON.stringify(told).replaceAll(/"rowsHash":"sha256:[0-9a-f]{64}"/g, '"rowsHash":""')) as Told;

/** Asks both sides and expects the same; answers how often there was something to see. */
async function sameFor(who: Who, asked: readonly string[]): Promise<number> {
  let seen = 0;
  for (const question of asked) {
    for (let url: string | undefined = question; url !== undefined;) {
      const [left, right] = (await pair.asked(who, url)).map(withoutChance) as [Told, Told];
      expect([who, url, right]).toEqual([who, url, left]);
      // A question that is refused as wrong is refused alike whatever the logs hold.
      expect([url, left.status, left.status === 400 ? left.body : undefined]).toEqual([url, left.status, undefined]);
      if (left.status === 200) seen += 1;
      url = nextOf(left);
    }
  }
  return seen;
}

const pairOf = (round: string) => [new Side(pair.left, round), new Side(pair.right, round)] as const;

it('domain-rules 119: those outside learn nothing of an open round, of lists that are not out and of requests, to the byte', async () => {
  let seen = 0;
  const property = fc.asyncProperty(sides(few), sides(few), sides(few), async (early, late, after) => {
    const [left, right] = pairOf(`r${++runs}`);
    const both = (work: (side: Side) => Promise<void>) =>
      pair.both((world) => work(world === pair.left ? left : right));
    const differing = async ([one, other]: readonly [readonly Step[], readonly Step[]]) => {
      for (const each of one) await left.do(each);
      for (const each of other) await right.do(each);
    };
    const ask = async (who: Who) => (seen += await sameFor(who, questions(left, left.nominee)));
    await both((side) => side.open());
    await differing(early);
    await ask('public');
    await ask('leader');
    // Who may recommend from below reads what the round is, and nothing of what goes on in it.
    const [{ body }] = await pair.asked('leader', left.url);
    expect(body).toMatchObject({ round: left.round, awards: [{ award: `medal_${left.round}`, level: 'district' }] });
    expect((await pair.asked('leader', `${left.url}/nominations?award=medal_${left.round}`))[0].status).toBe(404);
    await differing(late);
    await both((side) => side.confer());
    // Nobody nominates for what is decided.
    await differing([after[0].filter(isLater), after[1].filter(isLater)]);
    for (const who of ['public', 'leader', 'neighbour', 'judge'] as const) await ask(who);
  });
  await fc.assert(property, { seed: 20260501, numRuns: 5, endOnFailure: true });
  expect(seen).toBeGreaterThan(300);
}, 240_000);

it('domain-rules 119: those outside learn nothing of who is conferred under an embargo up to its minute, to the byte', async () => {
  const [left, right] = pairOf(`e${++runs}`);
  await pair.both((world) => (world === pair.left ? left : right).open());
  const round = { seen: 0 };
  const ask = async () => {
    const asked = [...questions(left, left.nominee), `${lists}/may/text`];
    for (const who of ['public', 'leader', 'neighbour', 'judge'] as const) round.seen += await sameFor(who, asked);
  };
  const embargo = { embargoUntil: '2026-05-01T12:00:00+08:00' };
  await left.confer(embargo);
  // A list of them is prepared before the minute, and out at it.
  const award = `medal_${left.round}`;
  const may = { awards: [award], stated: [{ award, count: 1 }] };
  await left.list('may', { ...may, ...embargo });
  const early = {
    title: '名单',
    purpose: 'roll',
    endsOn: '2026-12-31',
    ...may,
    embargoUntil: '2026-05-01T11:59:59+08:00',
  };
  expect(await pair.left.post('organizer', `${lists}/early/versions`, early)).toMatchObject({ status: 422 });
  await ask();
  const list = { title: '全市', purpose: 'internal', stated: [{ award: 'earlier', count: 2 }] };
  const [one, other] = await pair.tried('north_organizer' as Who, '/api/organizations/north/lists/all/versions', list);
  expect(other).toEqual(one);
  const total = async (): Promise<unknown> =>
    ((await pair.left.get(undefined, '/api/honours')).body as { total: number }).total;
  for (const { clock, runtime } of [pair.left, pair.right]) {
    clock.advance(Date.parse('2026-05-01T12:00:00+08:00') - clock.now() - 1);
    await announceHonours(runtime.engine, runtime.reads);
  }
  await ask();
  expect([round.seen > 100, await total()]).toEqual([true, 2]);
  pair.left.clock.advance(1);
  expect((await pair.left.get(undefined, `${lists}/may/text`)).body).toMatchObject({ total: 1 });
  expect(await announceHonours(pair.left.runtime.engine, pair.left.runtime.reads)).toBe(1);
  await pair.left.runtime.reads.reached(await pair.left.runtime.engine.store.head(), 5_000);
  expect(await total()).toBe(3);
}, 240_000);

const isLater = ({ kind }: Step): boolean => ['embargoed', 'internal', 'taken', 'denied'].includes(kind);

it('publicity learns who is nominated, and not what objectors say, who they are, or what is embargoed and taken away', async () => {
  const said = fc.record({
    ...{ about: step.map(({ text }) => text), by: person, title: step.map(({ text }) => text) },
    format: fc.constantFrom('csv', 'xlsx', 'json', 'docx'),
  });
  const property = fc.asyncProperty(said, said, async (one, other) => {
    const [left, right] = pairOf(`p${++runs}`);
    let seen = 0;
    await pair.both(async (world) => {
      const [side, mine] = world === pair.left ? [left, one] : [right, other];
      await side.open();
      await side.object(mine.about, mine.by.name);
      await side.list(`before_${side.round}`, { title: mine.title, embargoUntil: '2026-05-09T09:00:00+08:00' });
      await side.list(`inside_${side.round}`, { title: mine.title, purpose: 'internal' });
      await side.take('organizer', `before_${side.round}`, mine.format);
    });
    seen += await sameFor('publicity', questions(left, left.nominee));
    expect(seen).toBeGreaterThan(20);
  });
  await fc.assert(property, { seed: 20260501, numRuns: 3, endOnFailure: true });
}, 240_000);

it('the committee reads what was objected, and not who objected or who took a list away', async () => {
  const said = fc.record({
    by: person,
    contact: fc.constantFrom('13812345678', '13900000001'),
    taker: fc.constantFrom('auditor', 'publicity'),
  });
  const property = fc.asyncProperty(said, said, async (one, other) => {
    const [left, right] = pairOf(`c${++runs}`);
    await pair.both(async (world) => {
      const [side, mine] = world === pair.left ? [left, one] : [right, other];
      await side.open();
      await side.object('考勤不实', mine.by.name, mine.contact);
      await side.take(mine.taker, 'earlier', 'csv');
    });
    const asked = questions(left, left.nominee);
    expect(await sameFor('committee', asked)).toBeGreaterThan(20);
    const [told] = await pair.asked('committee', `${left.url}/notices/base/objections`);
    expect(JSON.stringify(told.body)).toContain('考勤不实');
  });
  await fc.assert(property, { seed: 20260501, numRuns: 3, endOnFailure: true });
}, 240_000);
