import { executeAll, untyped } from '@xf/es';
import { honour as honourDecider } from '@xf/honours';
import { unzipped } from '../../../test/support/unzipped';
import { pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
};
const people = [
  { name: '李涛', idNumber: '110105198001010016', unit: '第一机械厂' },
  { name: '王填', idNumber: '110105198001010024', unit: '机务段' },
  { name: '贺彪', idNumber: '110105198001010032', unit: '第一机械厂' },
] as const;
const lists = '/api/organizations/east/lists';
const may = `${lists}/may`;
const list = {
  ...{ title: '2026年区五一劳动奖章拟表彰名单', purpose: 'notice', columns: ['number', 'award', 'name', 'unitPost'] },
  ...{ stated: [{ award: 'medal', count: 3 }], endsOn: '2026-05-31' },
};

const honour = (person: object, n: number, decision = `黄工字〔2026〕${n}号`) =>
  world.done('organizer', '/api/honours/earlier', {
    ...{ organization: 'east', document: medal, decision, conferredOn: '2026-04-28' },
    ...person,
  });
async function honoured(): Promise<void> {
  for (const [n, person] of people.entries()) await honour(person, n + 1);
}
const prepare = (body: object = list, who = 'organizer') => world.post(who, `${may}/versions`, body);
const taken = async (who: string, format: string, version = 1) => {
  const authorization = `Bearer ${await world.token(who)}`;
  const answer = await world.app.inject({
    ...{ method: 'POST', url: `${may}/versions/${version}/downloads`, payload: { format } },
    headers: { authorization, 'idempotency-key': `take-${who}-${format}-${version}` },
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
};
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly Readonly<Record<string, unknown>>[];
const names = (body: unknown) => rowsOf(body).map(({ name }) => name);
const types = async () => (await world.runtime.engine.store.readAll(0, 1_000)).map(({ type }) => type);

describe('lists for publicity over HTTP', () => {
  it('domain-rules 113, 114, 124: a list is prepared, read by everybody, and stays what it was as the roll grows', async () => {
    await honoured();
    const prepared = await prepare();
    expect(prepared).toMatchObject({ status: 201, body: { organization: 'east', list: 'may' } });
    const since = `minPosition=${String(pick(prepared.body, 'position'))}`;
    for (const url of [lists, `${may}/downloads`, `${may}/versions/1/since/1`, `${may}/text`]) {
      expect([url, (await world.get('auditor', `${url}?${since}`)).status]).toEqual([url, 200]);
    }
    const first = await world.get(undefined, `${may}/text`);
    expect(first).toMatchObject({ status: 200, body: { title: list.title, total: 3 } });
    expect(names(first.body)).toEqual(['王　填', '李　涛', '贺　彪']);
    expect(JSON.stringify(first.body)).not.toMatch(/position|organizer|110105/);
    await honour({ name: '丁一', unit: '第二机械厂' }, 9);
    const again = await world.get(undefined, `${may}/text`, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(again.status).toBe(304);
    const known = await world.get('auditor', lists);
    expect(known.body).toMatchObject({
      rows: [{ list: 'may', versions: [{ version: 1, total: 3, standing: 'out' }] }],
    });
  });

  it('domain-rules 116: another stated count makes no list; a long one is read in pages of one version until it is withdrawn', async () => {
    await honoured();
    const before = await world.runtime.reads.head();
    expect(await prepare({ ...list, stated: [{ award: 'medal', count: 7 }] })).toMatchObject({
      status: 422,
      body: { code: 'count-differs', errors: [{ zh: 'medal 写明 7 个，名单有 3 个' }] },
    });
    expect(await world.runtime.reads.head()).toBe(before);
    expect((await world.get(undefined, `${may}/text`)).status).toBe(404);

    // The right count, of more than a page.
    const items = Array.from({ length: 1_001 }, (_, n) => ({
      decider: untyped(honourDecider),
      command: {
        ...{ type: 'RegisterEarlierHonour', award: 'medal', document: medal, organization: 'east', receiver: 'person' },
        ...{ subject: `s${n}`, name: n % 2 === 0 ? '王填' : '李涛', unit: `第${n}车间` },
        ...{ decision: '黄工字〔2026〕1号', conferredOn: '2026-04-28' },
      } as const,
    }));
    const { engine, reads } = world.runtime;
    await executeAll(engine, items, { actor: 'ops:test', command: 'seed' });
    await reads.reached(await reads.head(), 5_000);
    expect((await prepare({ ...list, stated: [{ award: 'medal', count: 1_004 }] })).status).toBe(201);
    const pages = [await world.get(undefined, `${may}/text`)];
    for (const page of pages) {
      const next = pick(page.body, 'next') as string | undefined;
      expect(page.headers['link']).toBe(next === undefined ? undefined : `<${may}/text?cursor=${next}>; rel="next"`);
      if (next !== undefined) pages.push(await world.get(undefined, `${may}/text?cursor=${next}`));
    }
    expect(pages.map(({ status, body }) => [status, pick(body, 'total'), rowsOf(body).length])).toEqual([
      [200, 1_004, 500],
      [200, 1_004, 500],
      [200, 1_004, 4],
    ]);
    const rows = pages.flatMap(({ body }) => rowsOf(body));
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, n) => String(n + 1)));
    expect(new Set(rows.map(({ unitPost }) => unitPost)).size).toBe(1_003);
    const second = `${may}/text?cursor=${String(pick(pages[0]?.body, 'next'))}`;
    expect((await prepare({ ...list, title: '更正', stated: [{ award: 'medal', count: 1_004 }] })).status).toBe(201);
    expect(await world.get(undefined, second)).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } });
    const withdrawal = { reason: '标题有误' };
    expect((await world.post('publicity', `${may}/versions/2/withdrawal`, withdrawal)).status).toBe(403);
    await world.done('organizer', `${may}/versions/2/withdrawal`, withdrawal);
    expect((await world.get(undefined, second)).status).toBe(200);
    expect((await taken('publicity', 'csv', 2)).status).toBe(404);
    expect((await taken('organizer', 'csv', 2)).status).toBe(409);
  });

  it('domain-rules 119: publicity that asks for ID numbers is refused, and the auditor reads that it asked', async () => {
    await honoured();
    const asked = { ...list, purpose: 'internal', columns: ['name', 'idNumber', 'phone'] };
    expect(await prepare(asked, 'publicity')).toMatchObject({ status: 403, body: { code: 'column-denied' } });
    expect((await types()).at(-1)).toBe('ListDenied');
    const told = await world.get('auditor', `${may}/downloads`);
    expect(rowsOf(told.body)).toMatchObject([{ kind: 'denied', by: 'publicity', columns: ['idNumber', 'phone'] }]);
    expect((await world.get('publicity', `${may}/downloads`)).status).toBe(403);
    expect((await prepare(list, 'publicity')).status).toBe(201);
    expect((await world.post('neighbour', `${may}/versions`, list)).status).toBe(404);
  });

  it('domain-rules 115, 117, 120: each format is recorded before it goes out, and says where it comes from and what is masked', async () => {
    await honour({ name: '李涛', unit: '+1815采煤队' }, 1);
    await honour({ name: '王填', unit: '机务段' }, 2);
    await prepare({ ...list, stated: [{ award: 'medal', count: 2 }] });
    const csv = await taken('publicity', 'csv');
    expect(csv).toMatchObject({
      status: 200,
      headers: { 'x-neutralised-count': '1', 'x-neutralised-cells': 'D3' },
    });
    expect(csv.bytes.toString()).toContain("1,区五一劳动奖章,王　填,机务段\r\n2,区五一劳动奖章,李　涛,'+1815采煤队");
    const json = JSON.parse((await taken('auditor', 'json')).bytes.toString()) as object;
    expect(json).toMatchObject({
      total: 2,
      says: {
        '导出人 Exported by': 'auditor',
        '脱敏 Masks': '无须脱敏的列 none needed',
        '排序 Order': '按姓氏笔画排序',
      },
      basis: { asOf: '2026-05-01T09:00:00.000+08:00', position: expect.any(Number) as number },
    });
    const xlsx = await unzipped((await taken('publicity', 'xlsx')).bytes);
    expect(xlsx['xl/worksheets/sheet2.xml']).toContain('导出人');
    const docx = await unzipped((await taken('committee', 'docx')).bytes);
    expect(docx['word/document.xml']).toMatch(/王\u3000填.*口径/s);
    const told = rowsOf((await world.get('organizer', `${may}/downloads`)).body);
    expect(told.map(({ by, version, format }) => [by, version, format])).toEqual([
      ['publicity', 1, 'csv'],
      ['auditor', 1, 'json'],
      ['publicity', 1, 'xlsx'],
      ['committee', 1, 'docx'],
    ]);
    await honour({ name: '贺彪', unit: '机务段 13812345678' }, 3);
    const leaking = await prepare({ ...list, stated: [{ award: 'medal', count: 3 }] });
    expect(leaking).toMatchObject({ status: 422, body: { code: 'list-refused', errors: [{ code: 'phone-shown' }] } });
    expect(JSON.stringify(leaking.body)).not.toContain('13812345678');
  });

  it('domain-rules 105, 115, 116: another stated count makes no list, and the 表彰决定 takes number, day and attachments from one', async () => {
    for (const person of people) await honour(person, 0, '黄工字〔2026〕5号');
    const before = await world.runtime.reads.head();
    expect(await prepare({ ...list, stated: [{ award: 'medal', count: 7 }] })).toMatchObject({
      status: 422,
      body: { code: 'count-differs', errors: [{ zh: 'medal 写明 7 个，名单有 3 个' }] },
    });
    expect(await world.runtime.reads.head()).toBe(before);
    expect((await world.get(undefined, `${may}/text`)).status).toBe(404);
    const said = { title: '关于表彰的决定', body: ['经研究，决定授予以下同志称号。'], issuer: '区总工会' };
    const decided = async (version: number, who = 'publicity') => {
      const headers = { authorization: `Bearer ${await world.token(who)}`, 'idempotency-key': `decision-${version}` };
      const url = `${may}/versions/${version}/decision-documents`;
      return world.app.inject({ method: 'POST', url, headers, payload: said });
    };
    await prepare({ ...list, purpose: 'decision' });
    const word = await decided(1);
    expect(word.statusCode).toBe(200);
    const xml = (await unzipped(word.rawPayload))['word/document.xml'] ?? '';
    const printed = [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, shown]) => shown);
    expect(printed.slice(0, 9)).toEqual([
      ...[
        said.title,
        '黄工字〔2026〕5号',
        ...said.body,
        '附件：区五一劳动奖章名单（3名）',
        '区总工会',
        '2026年4月28日',
      ],
      ...['附件', '区五一劳动奖章名单（3名）', '序号'],
    ]);
    expect(rowsOf((await world.get('organizer', `${may}/downloads`)).body)).toMatchObject([
      { by: 'publicity', version: 1 },
    ]);
    await prepare(list);
    expect((await decided(2)).json()).toMatchObject({ code: 'list-refused', errors: [{ code: 'purpose-other' }] });
    await honour({ name: '丁一', unit: '第二机械厂' }, 9);
    await prepare({ ...list, purpose: 'decision', stated: [{ award: 'medal', count: 4 }] });
    expect((await decided(3)).json()).toMatchObject({ status: 422, code: 'decisions-several' });
  });

  it('is kept from publicity and the public until its minute, and from everybody after its last day', async () => {
    await honoured();
    await prepare({ ...list, embargoUntil: '2026-05-01T10:00:00+08:00', endsOn: '2026-05-02' });
    const seen = async () => [
      (await world.get(undefined, `${may}/text`)).status,
      rowsOf((await world.get('publicity', lists)).body).length,
      rowsOf((await world.get('committee', lists)).body).length,
    ];
    expect(await seen()).toEqual([404, 0, 1]);
    expect((await taken('publicity', 'csv')).status).toBe(404);
    expect((await taken('organizer', 'csv')).status).toBe(200);
    world.until(Date.parse('2026-05-01T10:00:00+08:00'));
    expect(await seen()).toEqual([200, 1, 1]);
    expect((await taken('publicity', 'csv')).status).toBe(200);
    world.until(Date.parse('2026-05-03T00:00:00+08:00'));
    expect(await seen()).toEqual([410, 1, 1]);
    expect((await world.get(undefined, `${may}/text`)).body).toMatchObject({
      code: 'list-over',
      detail: expect.stringContaining('2026-05-02') as string,
    });
    expect((await taken('publicity', 'csv')).status).toBe(410);
    expect((await taken('organizer', 'xlsx')).status).toBe(410);
    expect((await types()).filter((type) => type === 'ListDownloaded')).toHaveLength(2);
  });

  it('domain-rules 83, 131: a 勘误 says what was corrected by two persons between two versions, as JSON and as a Word file', async () => {
    await honoured();
    await prepare();
    const known = rowsOf((await world.get('organizer', '/api/honour-register?organization=east&award=medal')).body);
    const corrections = `/api/honour-register/${String(known.find(({ name }) => name === '王填')?.['honour'])}/corrections`;
    const correction = { name: '王瑱', unit: '工务段', reason: '填报时误写' };
    expect(await world.post('publicity', corrections, correction)).toMatchObject({ status: 403 });
    await world.done('organizer', corrections, correction);
    const alone = await world.post('organizer', `${corrections}/1/confirmation`, {});
    expect(alone).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
    await world.done('second', `${corrections}/1/confirmation`, {});
    const told = await world.get('auditor', corrections.replace('/corrections', ''));
    expect(told.body).toMatchObject({
      name: '王瑱',
      corrections: [{ correction: 1, reason: '填报时误写', was: { name: '王填', unit: '机务段' } }],
    });
    await honour({ name: '丁一', unit: '第二机械厂' }, 9);
    await prepare({ ...list, stated: [{ award: 'medal', count: 4 }] });
    const changed = await world.get('publicity', `${may}/versions/2/since/1`);
    expect(changed.body).toMatchObject({
      from: 1,
      to: 2,
      removed: [],
      changed: [
        {
          fields: [
            { column: 'name', before: '王　填', after: '王　瑱' },
            { column: 'unitPost', before: '机务段', after: '工务段' },
          ],
        },
      ],
      added: [{ texts: { name: '丁　一' } }],
    });
    const key = { authorization: `Bearer ${await world.token('publicity')}`, 'idempotency-key': 'errata' };
    const payload = { before: 1, issuer: '区总工会', date: '2026-05-01' };
    const url = `${may}/versions/2/corrections`;
    const word = await world.app.inject({ method: 'POST', url, headers: key, payload });
    expect(word.statusCode).toBe(200);
    expect((await unzipped(word.rawPayload))['word/document.xml']).toMatch(/勘误.*增加.*丁\u3000一/s);
    const same = await world.post('publicity', `${may}/versions/1/corrections`, payload);
    expect(same).toMatchObject({ status: 422, body: { errors: [{ code: 'nothing-changed' }] } });
    expect(rowsOf((await world.get('organizer', `${may}/downloads`)).body)).toMatchObject([
      { format: 'docx', against: 1 },
    ]);
  });
});

const erasures = '/api/organizations/east/erasures';
const law = { reason: '本人申请', ground: '个人信息保护法第四十七条' };
const listed = (person: (typeof people)[number], n: number) => ({
  ...{ award: 'medal', decision: `黄工字〔2026〕${n}号`, name: person.name },
  ...law,
});

describe('an erasure by request', () => {
  it('domain-rules 122, 123: takes two accounts, and leaves honours, counts, lists and hashes without the name', async () => {
    await honoured();
    await prepare();
    const before = await types();
    const made = await world.post('organizer', erasures, listed(people[0], 1));
    expect(made).toMatchObject({ status: 201, body: { organization: 'east' } });
    const request = String(pick(made.body, 'request'));
    const confirm = `${erasures}/${request}/confirmation`;
    const open = await world.get('second', erasures);
    expect(rowsOf(open.body)).toMatchObject([
      {
        request,
        name: '李涛',
        by: 'organizer',
        status: 'open',
        honours: [{ award: '区五一劳动奖章', nameKept: false }],
      },
    ]);
    expect(await world.post('organizer', confirm, undefined)).toMatchObject({
      status: 403,
      body: { code: 'second-account-needed' },
    });
    expect((await world.get(undefined, `${may}/text`)).body).toMatchObject({ total: 3 });
    const key = { 'idempotency-key': 'confirm-1' };
    const done = await world.post('second', confirm, undefined, key);
    expect(done.status).toBe(201);
    expect(await world.post('second', confirm, undefined, key)).toMatchObject({
      status: 201,
      body: done.body as object,
    });
    expect(await world.post('admin', confirm, undefined)).toMatchObject({
      status: 409,
      body: { code: 'erasure-closed' },
    });
    await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
    const roll = await world.get(undefined, '/api/honours');
    expect(roll.body).toMatchObject({ total: 3 });
    expect(names(roll.body)).toEqual(expect.arrayContaining(['已删除', '王填', '贺彪']));
    expect(names((await world.get(undefined, `${may}/text`)).body)).toEqual(['王\u3000填', '贺\u3000彪', '已删除']);
    const csv = (await taken('publicity', 'csv')).bytes.toString();
    expect(csv).toContain('3,区五一劳动奖章,已删除,第一机械厂');
    expect(csv).not.toContain('李');
    const found = await world.get(undefined, `/api/honours?name=${encodeURIComponent('李涛')}`);
    expect(found.body).toMatchObject({ total: 0 });
    expect(rowsOf((await world.get('auditor', erasures)).body)).toMatchObject([
      { name: '已删除', status: 'confirmed', endedBy: 'second', ...law },
    ]);
    expect((await types()).slice(before.length)).toEqual([
      ...['ErasureRequested', 'PersonErased', 'ErasureConfirmed', 'ListDownloaded'],
    ]);
  });

  it('domain-rules 122: keeps the name of an honour where a pinned policy names the law, and deletes all else', async () => {
    await honoured();
    await prepare();
    const document = {
      ...{
        id: 'archives',
        version: 1,
        title: '区总工会个人信息删除办法',
        cites: [{ document: '中华人民共和国档案法' }],
      },
      kept: [{ field: 'HonourRegistered.name', ground: '档案法，荣誉档案永久保存' }],
    };
    const wrong = await world.post('admin', '/api/organizations/city/erasure-policy', {
      document: { ...document, kept: [{}] },
    });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'erasure-policy-refused' } });
    await world.done('admin', '/api/organizations/city/erasure-policy', { document });
    const { idNumber } = people[0];
    expect(await world.post('organizer', erasures, { idNumber, ...law })).toMatchObject({ status: 403 });
    const { request } = (await world.done('admin', erasures, { idNumber, ...law })) as unknown as { request: string };
    expect(await world.post('neighbour', `/api/organizations/west/erasures`, listed(people[1], 2))).toMatchObject({
      status: 404,
      body: { code: 'person-unknown' },
    });
    await world.done('organizer', `${erasures}/${request}/confirmation`, undefined);
    expect((await types()).slice(-3)).toEqual(['HonourNameKept', 'PersonErased', 'ErasureConfirmed']);
    expect(names((await world.get(undefined, '/api/honours?version=1')).body)).toEqual(['李涛']);
    expect(names((await world.get(undefined, `${may}/text`)).body)).toEqual(['王\u3000填', '李\u3000涛', '贺\u3000彪']);
    expect(rowsOf((await world.get('auditor', erasures)).body)).toMatchObject([{ status: 'confirmed' }]);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toMatch(/李涛|110105/);
    expect((await world.post('organizer', `${erasures}/${request}/refusal`, { reason: '误' })).status).toBe(409);

    // Asked for again, once no policy keeps it.
    await world.done('admin', '/api/organizations/city/erasure-policy', { document: { ...document, kept: [] } });
    const again = String(pick(await world.done('organizer', erasures, listed(people[0], 1)), 'request'));
    const waiting = rowsOf((await world.get('second', erasures)).body)[1];
    const [named] = (waiting?.['honours'] ?? []) as readonly object[];
    expect([waiting, named]).toMatchObject([
      { request: again, status: 'open', name: '李涛' },
      { nameReadable: true, nameKept: false },
    ]);
    const key = { 'idempotency-key': 'confirm-again' };
    await world.done('second', `${erasures}/${again}/confirmation`, undefined, key);
    expect((await types()).slice(-2)).toEqual(['PersonErased', 'ErasureConfirmed']);
    await world.done('second', `${erasures}/${again}/confirmation`, undefined, key);
    expect(names((await world.get(undefined, '/api/honours?version=1')).body)).toEqual(['已删除']);
    expect(names((await world.get(undefined, `${may}/text`)).body)).toEqual(['王\u3000填', '贺\u3000彪', '已删除']);
  });
});
