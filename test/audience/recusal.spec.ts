import fc from 'fast-check';
import { password, pick, type World } from '../../apps/api/src/testing/world';
import { nextOf, Pair, type Told, type Who } from './pair';

/**
 * Two rounds that differ only in what is said of one nominee answer the same, to the byte, to whoever has no part in that
 * nomination: the nominee, who sits in the committee, and a member who is kin and an organizer of the round as well.
 */
let pair: Pair;
beforeAll(async () => {
  pair = await Pair.open();
  await pair.both(seated);
});
afterAll(async () => pair.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: true },
  cites: [{ document: '区总工会通知' }],
};
const cites = [{ document: '区工字〔2026〕1号' }];
const rules = {
  ...{ id: 'spring', version: 1, title: '评选办法', cites },
  committee: {
    ...{ size: { min: 3, max: 7 }, quorum: { of: 3, take: 2 } },
    ...{ steps: ['first-audit'], recusal: ['same-unit', 'kin'] },
  },
  chain: {
    levels: [{ level: 'district', name: '区总工会', organization: 'district' }],
    selfNomination: 'refused',
    materials: [{ material: 'deeds', name: '事迹材料', obligatory: true }],
    consultation: {
      ...{ from: 'district', departments: [{ department: 'safety', name: '应急' }] },
      matrix: [{ kinds: ['worker'], departments: ['safety'] }],
    },
  },
  eligibility: {
    referenceDay: '2026-05-01',
    clauses: [
      { id: 'nationality', title: '国籍', kind: 'attribute', of: 'nominee', attribute: 'nationality', oneOf: ['CN'] },
    ],
  },
  quotas: [
    {
      award: 'medal',
      formula: {
        ...{ id: 'quota', version: 1, title: '名额分配办法', cites, substitutes: 1, crossUnit: false },
        pots: [
          {
            ...{ pot: 'main', name: '基数内', method: 'largest-remainder', floor: 1 },
            shares: [{ figure: 'employees', name: '在岗职工', weight: '1' }],
          },
        ],
      },
    },
  ],
  shortlist: {
    awards: [
      {
        award: 'medal',
        document: {
          ...{ id: 'structure', version: 1, title: '结构比例', merit: 'score', ties: 'order', base: 'chosen' },
          seats: { unused: 'allowed', first: 'seats' },
          categories: [{ id: 'frontline', title: '一线职工' }],
          clauses: [{ id: 'half', title: '一线职工不低于50%', kind: 'floor', of: ['frontline'], share: '50', cites }],
        },
      },
    ],
  },
};
const term = { days: 5, counting: 'calendar', firstDay: 'counted' };
const notices = {
  ...{ id: 'notices', version: 1, title: '公示办法', cites },
  levels: [
    {
      ...{ level: 'district', name: '区级公示', term, letters: 'receipt', anonymousBlocks: false },
      verification: term,
    },
  ],
  text: { fields: [{ field: 'name', name: '姓名' }], numbering: 'whole', shownDays: 0 },
};
const objector = { name: '钱某', contact: '13812345678' };
const members = ['committee', 'nominee', 'kin', 'fourth'];
const hash = 'ab'.repeat(32);

const dayOf = ({ clock }: World): string => new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);

async function seated(world: World): Promise<void> {
  for (const account of members.slice(1)) {
    await world.done('admin', '/api/accounts', { account, displayName: account, password });
    await world.done('admin', `/api/accounts/${account}/grants`, { role: 'committee', organization: 'east' });
  }
  await world.done('admin', '/api/accounts/kin/grants', { role: 'organizer', organization: 'east' });
}

/** What is said of the nominee, wherever something is: always something else on the other side. */
const either = <T>(one: T, other: T) => fc.constantFrom([one, other] as const, [other, one] as const);
const secrets = fc.record({
  ...{ name: either('王填', '李涛'), unit: either('第一纺织厂', '机务段'), reason: either('生产标兵', '抢险有功') },
  ...{
    deeds: either('苦练二十年', '带徒十人'),
    paper: either('单位证明', '户籍证明'),
    opinion: either('函1号', '函2号'),
  },
  ...{ audit: either('材料齐全', '已补材料'), about: either('考勤不实', '事迹不符') },
  merit: either('91', '95'),
});
type Drawn = typeof secrets extends fc.Arbitrary<infer S> ? S : never;
type Secrets = { readonly [F in keyof Drawn]: Drawn[F][number] };

const sideOf = (drawn: Drawn, side: 0 | 1) =>
  Object.fromEntries(Object.entries(drawn).map(([field, values]) => [field, values[side]])) as Secrets;

/** One round on one side. The nominee's ID number is the same on both, so what stands for the nomination is, too. */
class Round {
  tied = '';
  private other = '';
  private objection = '';

  constructor(
    readonly world: World,
    readonly round: string,
    private readonly said: Secrets,
  ) {}

  get url(): string {
    return `/api/honour-rounds/${this.round}`;
  }

  async open(): Promise<void> {
    const { world, said } = this;
    const body = { round: this.round, organization: 'east', name: '2026年区五一表彰', year: 2026 };
    await world.done('organizer', '/api/honour-rounds', { ...body, awards: [{ document: medal }], rules });
    await world.done('organizer', `${this.url}/notice-rules`, { document: notices });
    const { name, unit, reason } = said;
    this.tied = await this.nominate({ name, unit, reason, idNumber: '11010519491231002X' });
    this.other = await this.nominate({ name: '张先进', unit: '第一机械厂', reason: '生产标兵' });
    await this.seat();
  }

  private async nominate(body: object): Promise<string> {
    const made = await this.world.done('organizer', `${this.url}/nominations`, { award: 'medal', ...body });
    return String(pick(made, 'nomination'));
  }

  /** One of the members is the nominee, one says that the nominee is their kin. */
  private async seat(): Promise<void> {
    const { world } = this;
    const log = await world.runtime.engine.store.readAll(0, 100_000);
    const proposed = log.find(({ data }) => pick(data, 'nomination') === this.tied);
    const person = String(pick(proposed?.data, 'subject'));
    const seats = members.map((account) => ({
      ...{ account, unit: `${account}的单位`, organization: 'east' },
      ...(account === 'nominee' ? { person } : {}),
    }));
    await world.done('organizer', `${this.url}/committee`, { members: seats });
    await world.done('kin', `${this.url}/committee/kin`, { nomination: this.tied, relation: '姐夫' });
  }

  /** Everything that is recorded of the two until one of them is on the shortlist. */
  async fill(): Promise<void> {
    const { world, url, said, tied, other } = this;
    const open = { session: 'audit', kind: 'first-audit', nominations: [tied, other], present: members };
    await world.done('organizer', `${url}/reviews`, open);
    await this.way(tied, said);
    await this.way(other, { deeds: '革新三项', paper: '单位证明', opinion: '函8号' });
    const nominees = [{ nomination: tied }, { nomination: other }];
    const posted = { level: 'district', title: '公示', text: '致电工会', postedOn: dayOf(world), nominees };
    await world.done('organizer', `${url}/notices`, { notice: 'first', ...posted });
    const objected = { number: '异-1', nomination: tied, way: 'call', from: 'person', ...objector, about: said.about };
    const filed = await world.done('organizer', `${url}/notices/first/objections`, objected);
    this.objection = `${url}/notices/first/objections/${String(pick(filed, 'objection'))}`;
    const decisions = [
      { nomination: tied, passed: true, reason: said.audit },
      { nomination: other, passed: true, reason: '材料齐全' },
    ];
    await world.done('organizer', `${url}/reviews/audit/audits`, { decisions });
    const minutes = { number: '评纪〔2026〕1号', hash, signers: ['committee', 'fourth'] };
    const seen = await world.etag('organizer', `${url}/reviews/audit`);
    await world.done('organizer', `${url}/reviews/audit/closing`, minutes, seen);
    await this.seats();
  }

  private async way(nomination: string, said: { readonly [_ in 'deeds' | 'paper' | 'opinion']: string }) {
    const { world } = this;
    const at = `${this.url}/nominations/${nomination}/candidacy`;
    const level = 'district';
    const nominee = [{ attribute: 'nationality', value: 'CN' }];
    const answer = { department: 'safety', opinion: 'yes', on: '2026-04-30', document: said.opinion };
    await world.done('organizer', at, { organization: 'east', kind: 'worker' });
    await world.done('organizer', `${at}/facts`, { level, nominee, document: said.paper });
    await world.done('organizer', `${at}/materials`, { level, material: 'deeds', text: said.deeds });
    await world.done('organizer', `${at}/opinions`, { level, ...answer });
    await world.done('organizer', `${at}/acceptance`, { level }, await world.etag('organizer', at));
  }

  /** Both have a seat. */
  private async seats(): Promise<void> {
    const { world, tied, other } = this;
    const award = `${this.url}/awards/medal`;
    const units = [{ unit: 'east', figures: [{ figure: 'employees', value: '10' }] }];
    await world.done('organizer', `${award}/quota`, { seats: [{ pot: 'main', seats: 2 }], units });
    const ranked = { unit: 'east', formal: [other], substitutes: [{ nomination: tied, score: this.said.merit }] };
    await world.done('organizer', `${award}/quota/candidates`, ranked);
    const stated = [
      { nomination: tied, merit: this.said.merit, categories: ['frontline'] },
      { nomination: other, merit: '99', categories: ['frontline'] },
    ];
    await world.done('organizer', `${award}/merits`, { stated });
  }

  async propose(): Promise<void> {
    await this.world.done('committee', `${this.url}/awards/medal/proposal`, {});
  }

  /** The objection is found to be empty, and the notice ends with a certificate for both. */
  async settle(): Promise<void> {
    const { world, url } = this;
    const notice = `${url}/notices/first`;
    const found = { finding: '不属实', signedBy: '赵主任', signedOn: dayOf(world), document: '核1号' };
    await world.done('organizer', `${this.objection}/verification`, found);
    await world.done('committee', `${this.objection}/outcome`, { outcome: 'kept', reason: '查无实据' });
    world.until(world.clock.now() + 6 * 86_400_000);
    await world.done('organizer', `${notice}/closing`, {}, await world.etag('organizer', notice));
  }
}

const questions = ({ url, tied }: Round): readonly string[] => [
  ...[url, `${url}/document`, `${url}/nominations?award=medal`, `${url}/nominations?award=medal&limit=1`],
  ...[`${url}/nominations/${tied}/explanation`, `${url}/nominations/${tied}/candidacy`],
  ...[`${url}/candidacies`, `${url}/candidacies?limit=1`, `${url}/candidacies?organization=east`],
  ...[`${url}/reviews`, `${url}/reviews/audit`, `${url}/committee`],
  ...[`${url}/awards/medal/quota`, `${url}/awards/medal/shortlist`, `${url}/figures`],
  ...[`${url}/awards/medal/proposal`, `${url}/awards/medal/proposal/recomputation`],
  ...[`${url}/notices`, `${url}/notices/first`, `${url}/notices/first/certificate`, `${url}/notices/first/objections`],
  ...['/api/honours', '/api/honours?name=%E7%8E%8B', '/api/honour-register/due?organization=east&award=medal'],
];

/** Asks both sides and expects the same; answers how often there was something to see. */
async function sameFor(who: Who, asked: readonly string[]): Promise<number> {
  let seen = 0;
  for (const question of asked) {
    for (let url: string | undefined = question; url !== undefined;) {
      const [left, right] = (await pair.asked(who, url)) as [Told, Told];
      expect([who, url, right]).toEqual([who, url, left]);
      if (left.status === 200) seen += 1;
      url = nextOf(left);
    }
  }
  return seen;
}

let runs = 0;

it('domain-rules 44: who has no part in a nomination reads nothing of it on any route, to the byte', async () => {
  const property = fc.asyncProperty(secrets, async (drawn) => {
    runs += 1;
    const [one, other] = [sideOf(drawn, 0), sideOf(drawn, 1)];
    const sides = [new Round(pair.left, `r${runs}`, one), new Round(pair.right, `r${runs}`, other)] as const;
    const both = (work: (side: Round) => Promise<void>) =>
      pair.both((world) => work(world === pair.left ? sides[0] : sides[1]));
    await both((side) => side.open());
    await both((side) => side.fill());
    // What would be proposed is told by what is only tried, too.
    const [left, right] = await pair.tried('kin', `${sides[0].url}/awards/medal/proposal`, {});
    expect(right).toEqual(left);
    await both((side) => side.propose());
    expect(sides[1].tied).toBe(sides[0].tied);
    const ask = async () => {
      for (const who of ['nominee', 'kin'] as const)
        expect(await sameFor(who, questions(sides[0]))).toBeGreaterThan(15);
    };
    await ask();
    await both((side) => side.settle());
    await ask();
    const told = await pair.asked('committee', `${sides[0].url}/notices/first/certificate`);
    for (const [n, { body }] of told.entries()) expect(JSON.stringify(body)).toContain([one, other][n]?.name);
  });
  await fc.assert(property, { seed: 20260501, numRuns: 3, endOnFailure: true });
}, 240_000);
