import { password, pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
  await founded();
});
afterEach(async () => world.close());

const base = '/api/campaigns/ideas';
const document = {
  id: 'ideas',
  version: 1,
  title: '合理化建议活动',
  organization: 'east',
  cites: [{ document: '区总工会通知' }],
  period: { from: '2026-01-01', to: '2026-12-31' },
  unitsInAll: 4,
  kinds: [
    { kind: 'suggestion', name: '合理化建议' },
    { kind: 'innovation', name: '技术革新' },
  ],
  rewards: [
    { from: '0', yuan: { min: 20, max: 20 } },
    { from: '50', yuan: { min: 5_000, max: 10_000 } },
  ],
  targets: [{ target: 'done', name: '实施率', figure: 'implemented', of: 'proposed', atLeast: '80' }],
};
const idNumber = '11010519491231002X';
const sheet = (over: object = {}) => ({
  unit: 'plant1',
  number: '7',
  kind: 'suggestion',
  title: '除尘风机改变频',
  proposers: [{ name: '王小填', idNumber }],
  ...over,
});
const verification = { benefit: '56.11', document: '财证〔2026〕3号' };

/** Two plants below the east district, an organizer in each; only the first takes part. */
async function founded(): Promise<void> {
  for (const plant of ['plant1', 'plant2']) {
    await world.done('admin', '/api/organizations', {
      organization: plant,
      name: plant,
      level: 'unit',
      parent: 'east',
    });
    const account = `${plant}_desk`;
    await world.done('admin', '/api/accounts', { account, displayName: plant, password });
    await world.done('admin', `/api/accounts/${account}/grants`, { role: 'organizer', organization: plant });
  }
}

async function opened(): Promise<void> {
  await world.done('organizer', '/api/campaigns', { document });
  await world.done('organizer', `${base}/units`, { unit: 'plant1', headCount: 200 });
}

async function proposed(over: object = {}): Promise<string> {
  const recorded = await world.done('plant1_desk', `${base}/proposals`, sheet(over));
  return `${base}/proposals/${String(pick(recorded, 'proposal'))}`;
}

const step = async (who: string, proposal: string, name: string, body: object = {}) =>
  world.post(who, `${proposal}/${name}`, body, await world.etag('organizer', proposal));

/** Takes a step and insists that it was taken. */
async function taken(who: string, proposal: string, name: string, body: object = {}): Promise<void> {
  await world.done(who, `${proposal}/${name}`, body, await world.etag('organizer', proposal));
}

async function claimed(): Promise<string> {
  await opened();
  const proposal = await proposed();
  await taken('committee', proposal, 'adoption');
  await taken('plant1_desk', proposal, 'implementation');
  await taken('plant1_desk', proposal, 'claims', { benefit: '60' });
  return proposal;
}

const publish = async (body: object = {}) =>
  world.done('organizer', `${base}/publications`, body, await world.etag('organizer', base));

describe('a proposal over HTTP', () => {
  it('goes from proposed to verified, and tells its whole history', async () => {
    const proposal = await claimed();
    expect((await world.get('organizer', `${base}/statistics`)).body).toMatchObject({
      figures: { proposed: 1, adopted: 1, implemented: 1, verified: 0, benefit: '0' },
    });
    await taken('committee', proposal, 'verification', verification);
    const shown = await world.get('plant1_desk', proposal);
    expect(shown).toMatchObject({
      status: 200,
      headers: { etag: '"4"' },
      body: {
        stage: 'verified',
        proposers: [{ name: '王小填' }],
        claimed: '60',
        benefit: '56.11',
        reward: { min: 5_000, max: 10_000 },
      },
    });
    expect(pick(shown.body, 'history')).toMatchObject([
      { type: 'ProposalSubmitted', by: 'plant1_desk' },
      { type: 'ProposalAdopted', by: 'committee' },
      { type: 'ProposalImplemented', by: 'plant1_desk' },
      { type: 'BenefitClaimed', benefit: '60', by: 'plant1_desk' },
      { type: 'BenefitVerified', claimed: '60', ...verification, by: 'committee' },
    ]);
    expect(JSON.stringify(shown.body)).not.toContain(idNumber);
  });

  it('a verified benefit is corrected with a reason, and both figures stay in the history', async () => {
    const proposal = await claimed();
    await taken('committee', proposal, 'verification', verification);
    const correction = { benefit: '50.5', document: '审字〔2026〕1号' };
    expect(await step('committee', proposal, 'corrections', correction)).toMatchObject({ status: 400 });
    await taken('committee', proposal, 'corrections', { ...correction, reason: '重复计算' });
    const history = pick((await world.get('organizer', proposal)).body, 'history') as readonly object[];
    expect(history.slice(-2)).toMatchObject([
      { type: 'BenefitVerified', benefit: '56.11' },
      { type: 'BenefitCorrected', from: '56.11', to: '50.5', reason: '重复计算', by: 'committee' },
    ]);
    const behind = await world.get('organizer', `${base}/figures/benefit`);
    expect(pick(behind.body, 'rows', 0)).toMatchObject({ benefit: '50.5' });
    expect(pick(behind.body, 'rows', 0, 'events')).toHaveLength(2);
  });

  it('domain-rules 132: the same sheet twice is one proposal, another under its number is refused', async () => {
    await opened();
    expect(await proposed()).toBe(await proposed());
    const other = await world.post('plant1_desk', `${base}/proposals`, sheet({ title: '别的' }));
    expect(other).toMatchObject({ status: 409, body: { code: 'proposal-differs' } });
    expect(pick((await world.get('organizer', `${base}/stages/proposed/proposals`)).body, 'total')).toBe(1);
  });

  it('is declined with a reason, and listed as such', async () => {
    await opened();
    const proposal = await proposed();
    expect(await step('committee', proposal, 'declining')).toMatchObject({ status: 400 });
    await taken('committee', proposal, 'declining', { reason: '已有类似做法' });
    const list = async (stage: string) =>
      pick((await world.get('organizer', `${base}/stages/${stage}/proposals`)).body, 'rows');
    expect([await list('proposed'), await list('declined')]).toMatchObject([[], [{ number: '7', stage: 'declined' }]]);
    expect(await world.get('organizer', `${base}/stages/nowhere/proposals`)).toMatchObject({ status: 404 });
    expect(await step('committee', proposal, 'adoption')).toMatchObject({ status: 409, body: { code: 'wrong-stage' } });
  });

  it('a dry run records nothing and masks the names; a step on what has changed is stale', async () => {
    await opened();
    const dry = await world.post('plant1_desk', `${base}/proposals?dryRun=true`, sheet());
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(pick(dry.body, 'events', 0, 'proposers', 0, 'name')).toBe('王**');
    const proposal = await proposed();
    const seen = await world.etag('organizer', proposal);
    await taken('committee', proposal, 'adoption');
    expect(await world.post('committee', `${proposal}/adoption`, {}, seen)).toMatchObject({ status: 412 });
    expect(await world.post('committee', `${proposal}/adoption`, {})).toMatchObject({ status: 428 });
  });

  it('happened earlier than it was typed in, but never before the step before', async () => {
    const validAt = (day: string) => ({ validAt: `2026-${day}T09:00:00+08:00` });
    await world.done('organizer', '/api/campaigns', { document, ...validAt('01-05') });
    await world.done('organizer', `${base}/units`, { unit: 'plant1', headCount: 200, ...validAt('01-06') });
    const proposal = await proposed(validAt('03-01'));
    expect(await step('committee', proposal, 'adoption', validAt('02-28'))).toMatchObject({
      status: 422,
      body: { code: 'before-earlier-step' },
    });
    await taken('committee', proposal, 'adoption', validAt('04-01'));
    const on = async (day: string) => {
      const url = `${base}/statistics?validAt=${encodeURIComponent(`2026-${day}T09:00:00+08:00`)}`;
      return pick((await world.get('organizer', url)).body, 'figures');
    };
    expect(await on('02-28')).toMatchObject({ joined: 1, proposed: 0 });
    expect(await on('03-31')).toMatchObject({ proposed: 1, adopted: 0 });
    expect(await on('04-01')).toMatchObject({ proposed: 1, adopted: 1 });
  });
});

describe('who may', () => {
  it('verify: nobody who carried it out or claimed it, whatever roles they hold', async () => {
    await world.done('admin', '/api/accounts/committee/grants', { role: 'organizer', organization: 'east' });
    await opened();
    const proposal = await proposed();
    await taken('committee', proposal, 'adoption');
    await taken('committee', proposal, 'implementation');
    await taken('plant1_desk', proposal, 'claims', { benefit: '60' });
    expect(await step('committee', proposal, 'verification', verification)).toMatchObject({
      status: 403,
      body: { code: 'second-person-needed' },
    });
    expect(pick((await world.get('organizer', `${base}/statistics`)).body, 'figures', 'benefit')).toBe('0');
  });

  it('propose: only an organizer over the unit, for a unit that takes part', async () => {
    await opened();
    const propose = (who: string | undefined, over: object = {}) => world.post(who, `${base}/proposals`, sheet(over));
    expect(await propose(undefined)).toMatchObject({ status: 401 });
    for (const who of ['judge', 'committee', 'auditor', 'publicity', 'admin'])
      expect([who, (await propose(who)).status]).toEqual([who, 403]);
    for (const who of ['neighbour', 'plant2_desk']) expect([who, (await propose(who)).status]).toEqual([who, 404]);
    const outside = await propose('plant2_desk', { unit: 'plant2' });
    expect(outside).toMatchObject({ status: 409, body: { code: 'unit-not-joined' } });
    expect((await propose('organizer')).status).toBe(201);
  });

  it('decide: the committee adopts and verifies, the organizer carries out and claims; neighbours see nothing', async () => {
    const proposal = await claimed();
    for (const name of ['adoption', 'declining', 'verification', 'corrections']) {
      const body = { ...verification, reason: '理由' };
      const sent = name === 'adoption' ? {} : name === 'declining' ? { reason: '理由' } : body;
      for (const who of ['plant1_desk', 'organizer', 'auditor'])
        expect([
          name,
          who,
          (await step(who, proposal, name, name === 'verification' ? verification : sent)).status,
        ]).toEqual([name, who, 403]);
    }
    for (const name of ['implementation', 'claims']) {
      const sent = name === 'claims' ? { benefit: '1' } : {};
      expect((await step('committee', proposal, name, sent)).status).toBe(403);
      expect((await step('neighbour', proposal, name, sent)).status).toBe(404);
    }
    expect((await world.get('judge', proposal)).status).toBe(403);
    expect((await world.get(undefined, proposal)).status).toBe(401);
    for (const who of ['neighbour', 'plant2_desk']) expect((await world.get(who, proposal)).status).toBe(404);
  });

  it('open and join: the organizer of the campaign; a unit reads what it is called to and its own figures alone', async () => {
    expect((await world.post('neighbour', '/api/campaigns', { document })).status).toBe(404);
    expect((await world.post('committee', '/api/campaigns', { document })).status).toBe(403);
    await opened();
    const join = { unit: 'plant2', headCount: 10 };
    expect((await world.post('plant2_desk', `${base}/units`, join)).status).toBe(404);
    const outside = await world.post('organizer', `${base}/units`, { unit: 'west', headCount: 10 });
    expect(outside).toMatchObject({ status: 422, body: { code: 'unit-outside' } });
    const recount = await world.post('organizer', `${base}/units`, { unit: 'plant1', headCount: 190 });
    expect(recount).toMatchObject({ status: 422, body: { code: 'reason-missing' } });
    expect((await world.get('plant1_desk', base)).status).toBe(200);
    expect((await world.get('neighbour', base)).status).toBe(404);
    for (const path of ['statistics', 'boards/proposed', 'figures/proposed', 'stages/proposed/proposals'])
      expect([path, (await world.get('plant1_desk', `${base}/${path}`)).status]).toEqual([path, 404]);
    const own = await world.get('plant1_desk', `${base}/statistics?organization=plant1`);
    expect(own).toMatchObject({ status: 200, body: { figures: { headCount: 200 } } });
    expect((await world.get('plant1_desk', `${base}/statistics?organization=plant2`)).status).toBe(404);
  });
});

describe('figures over HTTP', () => {
  it('domain-rules 100, 101: tell numerator, denominator and where the events behind them are', async () => {
    const proposal = await claimed();
    await proposed({ number: '8', proposers: [{ name: '王小填', idNumber }] });
    await taken('committee', proposal, 'verification', verification);
    const { body } = await world.get('organizer', `${base}/statistics`);
    expect(body).toMatchObject({
      figures: { joined: 1, headCount: 200, proposers: 1, proposed: 2, implemented: 1, verified: 1, benefit: '56.11' },
      kinds: [{ kind: 'suggestion', figures: { benefit: '56.11' } }, { kind: 'innovation' }],
      targets: [{ target: 'done', actual: '50.00', atLeast: '80', met: false }],
    });
    const rates = pick(body, 'rates') as readonly { readonly rate: string; readonly percent: string }[];
    expect(Object.fromEntries(rates.map(({ rate, percent }) => [rate, percent]))).toEqual({
      coverage: '25.00',
      participation: '0.50',
      perHead: '1.00',
      adoption: '50.00',
      implementation: '50.00',
      verification: '100.00',
    });
    const behind = await world.get('organizer', String(pick(body, 'events', 'proposed')));
    expect(behind.body).toMatchObject({ total: 2, rows: [{ number: '7' }, { number: '8' }] });
    const page = await world.get('organizer', `${base}/figures/proposed?limit=1`);
    const next = await world.get(
      'organizer',
      `${base}/figures/proposed?limit=1&cursor=${String(pick(page.body, 'next'))}`,
    );
    expect(next.body).toMatchObject({ total: 2, rows: [{ number: '8' }] });
    expect((await world.get('organizer', `${base}/figures/luck`)).status).toBe(404);
    const board = await world.get('organizer', `${base}/boards/perHead`);
    expect(pick(board.body, 'rows')).toMatchObject([
      { rank: 1, unit: 'plant1', perHead: { numerator: 2, denominator: 200, percent: '1.00' } },
    ]);
  });

  it('the public sees what was published, figures without names, until something else is published', async () => {
    const summary = () => world.get(undefined, `${base}/summary`);
    const proposal = await claimed();
    expect((await summary()).status).toBe(404);
    await publish();
    await taken('committee', proposal, 'verification', verification);
    const first = await summary();
    expect(first).toMatchObject({ status: 200, body: { version: 1, figures: { implemented: 1, benefit: '0' } } });
    expect(JSON.stringify(first.body)).not.toMatch(/王|plant1|desk|除尘|sealed|position/);
    expect(first.headers['etag']).toMatch(/^"1-/);
    const repeated = await world.get(undefined, `${base}/summary`, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(repeated.status).toBe(304);
    const silent = await world.post('organizer', `${base}/publications`, {}, await world.etag('organizer', base));
    expect(silent).toMatchObject({ status: 422, body: { code: 'reason-missing' } });
    await publish({ reason: '补报效益' });
    expect((await summary()).body).toMatchObject({ version: 2, figures: { benefit: '56.11' } });
  });

  it('a campaign document is checked, pinned and not replaced', async () => {
    const check = async (given: object) =>
      (await world.post('organizer', '/api/campaign-documents/check', { document: given })).body;
    expect(await check(document)).toMatchObject({ ok: true, problems: [] });
    expect(await check({ ...document, kinds: [] })).toMatchObject({ ok: false, problems: [{ pointer: '/kinds' }] });
    const bad = await world.post('organizer', '/api/campaigns', { document: { ...document, kinds: [] } });
    expect(bad).toMatchObject({
      status: 422,
      body: { code: 'campaign-refused', errors: [{ pointer: '/document/kinds' }] },
    });
    await opened();
    const newer = await world.post('organizer', '/api/campaigns', { document: { ...document, version: 2 } });
    expect(newer).toMatchObject({ status: 409, body: { code: 'campaign-exists' } });
    expect((await world.get('organizer', base)).body).toMatchObject({ document: { version: 1 }, organization: 'east' });
  });
});
