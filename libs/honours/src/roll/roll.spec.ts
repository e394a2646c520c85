import { execute, openNames, refOf, untyped } from '@xf/es';
import { conferralItems } from '../conferral/shell.items';
import { honour } from '../honour/decide';
import {
  allNominationsOf,
  explainNomination,
  nominationRow,
  nominationsOf,
  roundRow,
  roundsOf,
} from '../nomination/query';
import { nomination } from '../nomination/decide';
import { certificate, medal, openRound, propose, register } from '../testing/examples';
import { playContest, world, type World } from '../testing/world';
import { personalIn, personalParts } from '../personal';
import { roll, type RollRow } from './project';
import { honoursOf, lastChange, rollPage, versionAt, withNamesOf } from './query';

const decision = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' };

/** One winner and two recommended; the second recommended is omitted. */
async function shortlisted() {
  const w = world();
  await w.round(openRound());
  await playContest(w, { entrants: [{ score: '95' }, { score: '90' }] });
  await w.react();
  await w.recommend(propose('n1'));
  await w.recommend(propose('n2'));
  const [won] = allNominationsOf(await w.nominations(), 'r2026', 'medal');
  const omitted = [{ nomination: 'n2', reason: '材料不全' }];
  await w.round({
    type: 'ConfirmShortlist',
    round: 'r2026',
    award: 'medal',
    nominations: [won!.nomination, 'n1'],
    omitted,
  });
  return { w, won: won! };
}

async function itemsFor(w: World, over: Partial<Parameters<typeof conferralItems>[0]> = {}) {
  const view = await w.nominations();
  const nominations = allNominationsOf(view, 'r2026', 'medal');
  const conferral = { round: roundRow(view, 'r2026')!, award: 'medal', nominations, ...decision, count: 2, ...over };
  return conferralItems(conferral, w.engine.vault);
}

async function confer(w: World, over: Partial<Parameters<typeof conferralItems>[0]> = {}) {
  const built = await itemsFor(w, over);
  if (!built.ok) throw new Error(JSON.stringify(built));
  return w.all(built.items);
}

it('confers a whole shortlist in one piece and writes it to the roll', async () => {
  const { w, won } = await shortlisted();
  expect(await confer(w)).toMatchObject({ kind: 'done', added: 3 });
  const page = rollPage(await w.roll(), { limit: 10 });
  expect(page).toMatchObject({ total: 2 });
  const rows = await openNames(w.engine.vault, page.rows);
  expect(rows.map((row) => [row.subject, row.name, row.plaque, row.decision.text])).toEqual([
    ['p1', '选手1', '太平金牌工匠', '黄工字〔2026〕5号'],
    ['p_n1', '王填', '太平金牌工匠', '黄工字〔2026〕5号'],
  ]);
  expect(page.rows[0]).toMatchObject({
    source: 'conferred',
    basis: won.basis,
    round: 'r2026',
    nomination: won.nomination,
  });
  const view = await w.nominations();
  expect(['n1', 'n2'].map((id) => nominationRow(view, 'r2026', id)?.status)).toEqual(['conferred', 'omitted']);
  expect(roundRow(view, 'r2026')!.awards[0]).toMatchObject({
    decision: { number: '黄工字〔2026〕5号', count: 2, shortlist: 1 },
  });
});

it('tells everybody whom one reason left off the list why, and whoever has a reason of his own that one', async () => {
  const { w, won } = await shortlisted();
  await w.recommend(propose('n3'));
  const own = [{ nomination: 'n2', reason: '材料不全' }];
  const list = { type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations: [won.nomination] } as const;
  await w.round({ ...list, omitted: own, others: '名额所限' });
  const view = await w.nominations();
  const reasons = ['n1', 'n2', 'n3']
    .map((id) => nominationRow(view, 'r2026', id))
    .map((row) => [row?.status, row?.reason]);
  expect(reasons).toEqual([
    ['omitted', '名额所限'],
    ['omitted', '材料不全'],
    ['omitted', '名额所限'],
  ]);
  expect(nominationRow(view, 'r2026', won.nomination)).not.toHaveProperty('reason');
});

it('domain-rules 118: confers what the nomination says beside the name, and what the register says where it is silent', async () => {
  const { w, won } = await shortlisted();
  const on = { round: 'r2026', nomination: 'n1' };
  await w.nomination({ type: 'CorrectNomination', ...on, ethnicity: '满', reason: '补登' });
  await execute(w.engine, untyped(nomination), { type: 'ConfirmNominationCorrection', ...on, correction: 1 } as const, {
    ...{ actor: 'bo', command: 'x2' },
  });
  const recorded = new Map([
    ['p_n1', { ethnicity: '回族', gender: '男' }],
    [won.subject, { birthYear: '1980' }],
  ]);
  await confer(w, { recorded });
  const { rows } = rollPage(await w.roll(), { limit: 10 });
  const all = [undefined, ['name', ...personalParts]] as const;
  const shown = await openNames(w.engine.vault, rows, ...all);
  const beside = shown.map(({ subject, ...row }) => [subject, personalIn(row)]);
  expect(beside).toEqual([
    ['p1', { birthYear: '1980' }],
    ['p_n1', { ethnicity: '满族', gender: '男' }],
  ]);
  expect(JSON.stringify(await w.engine.store.readAll(0, 1_000))).not.toMatch(/满族|回族/);
  await w.engine.vault.destroy('p_n1');
  expect(JSON.stringify(await openNames(w.engine.vault, rows, ...all))).not.toMatch(/满族|男/);
});

it('domain-rules 116: another stated count confers nothing', async () => {
  const { w } = await shortlisted();
  const head = await w.engine.store.head();
  const refusals = [{ index: 0, rejection: { code: 'count-differs', stated: 3, listed: 2 } }];
  expect(await confer(w, { count: 3 })).toEqual({ kind: 'refused', refusals });
  expect(await w.engine.store.head()).toBe(head);
});

it('domain-rules 3: one holder on the list holds the whole list back', async () => {
  const { w } = await shortlisted();
  await w.honour(register({ subject: 'p_n1' }));
  expect(await confer(w)).toMatchObject({
    kind: 'refused',
    refusals: [{ index: 2, rejection: { code: 'already-holder' } }],
  });
});

it('domain-rules 107: a posthumous honour names who takes the certificate', async () => {
  const { w } = await shortlisted();
  expect(await confer(w, { posthumous: [{ nomination: 'n1' }] })).toMatchObject({
    refusals: [{ index: 2, rejection: { code: 'certificate-receiver-missing' } }],
  });
  await confer(w, { posthumous: [{ nomination: 'n1', certificateTo: '王小填' }] });
  const [row] = honoursOf(await w.roll(), 'p_n1');
  expect(row).toMatchObject({ posthumous: true });
  expect(await w.engine.vault.reveal([row!.certificateTo!])).toEqual(['王小填']);
});

it('domain-rules 123: an erased nominee cannot be conferred; an erased holder stays on the roll without a name', async () => {
  const { w } = await shortlisted();
  await w.engine.vault.destroy('p_n1');
  expect(await itemsFor(w)).toEqual({ ok: false, code: 'nominees-unreadable', nominations: ['n1'] });
  const other = await shortlisted();
  await confer(other.w);
  await other.w.engine.vault.destroy('p1');
  const [row] = honoursOf(await other.w.roll(), 'p1');
  expect(row).toMatchObject({ award: 'medal', decision: { text: '黄工字〔2026〕5号' } });
  expect(await other.w.engine.vault.reveal([row!.name!])).toEqual([undefined]);
});

it('has no items without a shortlist or for an award outside the round', async () => {
  const { w } = await shortlisted();
  expect(await itemsFor(w, { award: 'certificate' })).toEqual({ ok: false, code: 'shortlist-missing' });
  expect(await itemsFor(w, { award: 'flag' })).toEqual({ ok: false, code: 'award-not-in-round' });
});

it('domain-rules 23: after a withdrawal the list is confirmed anew before it can be conferred', async () => {
  const { w, won } = await shortlisted();
  await w.nomination({ type: 'WithdrawNomination', round: 'r2026', nomination: 'n1', reason: '本人放弃' });
  expect(await confer(w)).toMatchObject({
    refusals: [{ rejection: { code: 'nomination-not-open' } }, { rejection: { code: 'nomination-not-open' } }],
  });
  await w.round({
    type: 'ConfirmShortlist',
    round: 'r2026',
    award: 'medal',
    nominations: [won.nomination, 'n2'],
    omitted: [],
  });
  expect(await confer(w)).toMatchObject({ kind: 'done', added: 3 });
  const view = await w.nominations();
  expect(['n1', 'n2'].map((id) => nominationRow(view, 'r2026', id)?.status)).toEqual(['withdrawn', 'conferred']);
  expect(
    roundRow(view, 'r2026')!.awards[0]!.shortlists.map(({ version, nominations }) => [version, nominations.length]),
  ).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

describe('the roll', () => {
  async function filled() {
    const w = world();
    const unit = {
      award: 'certificate',
      document: certificate,
      receiver: 'unit',
      subject: 'u1',
      name: '第一机械厂',
    } as const;
    await w.honour(register({ subject: 'p1' }));
    await w.honour(register({ subject: 'p2', decision: '黄工字〔2026〕10号', conferredOn: '2026-03-08' }));
    await w.honour(register({ subject: 'p4', decision: '黄工字〔2026〕9号', conferredOn: '2026-03-08' }));
    await w.honour(
      register({ subject: 'p3', decision: '黄工字〔2026〕9号', conferredOn: '2026-03-08', organization: 'd2' }),
    );
    await w.honour(register({ ...unit, decision: '黄工字〔2025〕1号', conferredOn: '2025-04-28' }));
    await w.honour(register({ ...unit, decision: '黄工字〔2026〕1号', conferredOn: '2026-03-31' }));
    return w;
  }
  const subjects = (rows: readonly { readonly subject: string; readonly year: number }[]) =>
    rows.map(({ subject, year }) => `${subject} ${year}`);

  it('is newest first, then by decision number, then in the order of the decision', async () => {
    const { rows } = rollPage(await (await filled()).roll(), { limit: 10 });
    expect(subjects(rows)).toEqual(['u1 2026', 'p4 2026', 'p3 2026', 'p2 2026', 'u1 2025', 'p1 2019']);
  });
  it('is asked by award, year and organization in any combination', async () => {
    const view = await (await filled()).roll();
    const ask = (filter: object) => subjects(rollPage(view, { ...filter, limit: 10 }).rows);
    expect(ask({ award: 'certificate' })).toEqual(['u1 2026', 'u1 2025']);
    expect(ask({ year: 2026, organization: 'd1' })).toEqual(['u1 2026', 'p4 2026', 'p2 2026']);
    expect(ask({ award: 'medal', year: 2026, organization: 'd2' })).toEqual(['p3 2026']);
    expect(ask({ year: 2024 })).toEqual([]);
  });
  it('is paged with a cursor that loses and repeats nobody', async () => {
    const view = await (await filled()).roll();
    const all: string[] = [];
    let after: ReturnType<typeof rollPage>['next'];
    do {
      const page = rollPage(view, { after, limit: 2 });
      expect(page.total).toBe(6);
      all.push(...subjects(page.rows));
      after = page.next;
    } while (after !== undefined);
    expect(all).toEqual(subjects(rollPage(view, { limit: 10 }).rows));
  });
  it('keeps every giving of a repeatable award as a row of its own', async () => {
    const rows = honoursOf(await (await filled()).roll(), 'u1');
    expect(rows.map(({ ref, title }) => [ref, title])).toEqual(
      [1, 0].map((revision) => [refOf({ stream: 'honour-certificate.u1', revision }), '第一机械厂']),
    );
  });
  it('domain-rules 124: stands as of any position of the log', async () => {
    const w = await filled();
    const then = await w.asOf<never, RollRow>(roll as never, 3);
    expect(subjects(rollPage(then, { limit: 10 }).rows)).toEqual(['p4 2026', 'p2 2026', 'p1 2019']);
  });
});

it('folds to the same rows whatever the batches were', async () => {
  const { w } = await shortlisted();
  await confer(w);
  for (const batch of [1, 2, 7]) {
    const [a, b] = [await w.nominations(batch), await w.nominations()];
    expect(allNominationsOf(a, 'r2026', 'medal')).toEqual(allNominationsOf(b, 'r2026', 'medal'));
    expect(roundsOf(a)).toEqual(roundsOf(b));
    expect(rollPage(await w.roll(batch), { limit: 9 })).toEqual(rollPage(await w.roll(), { limit: 9 }));
  }
});

it('pages nominations: winners first, then recommendations as they came', async () => {
  const { w, won } = await shortlisted();
  const view = await w.nominations();
  const first = nominationsOf(view, 'r2026', 'medal', { limit: 2 });
  const second = nominationsOf(view, 'r2026', 'medal', { limit: 2, after: first.next });
  expect([...first.rows, ...second.rows].map(({ nomination }) => nomination)).toEqual([won.nomination, 'n1', 'n2']);
  expect([first.total, second.next]).toEqual([3, undefined]);
});

it('lists rounds, latest year first', async () => {
  const w = world();
  await w.round({ ...openRound([medal]), round: 'r2025', year: 2025 });
  await w.round(openRound([medal]));
  expect(roundsOf(await w.nominations()).map(({ round }) => round)).toEqual(['r2026', 'r2025']);
});

it('domain-rules 83, 124: a corrected name is a new version of the roll, and earlier ones keep theirs', async () => {
  const w = world();
  await w.honour(register());
  const of = { award: 'medal', subject: 'p_n1', honour: 0, organization: 'd1' };
  const before = await w.roll();
  await w.honour({ type: 'CorrectHonour', ...of, name: '王瑱', unit: '机务段', reason: '笔误' });
  const waiting = await w.roll();
  expect([versionAt(waiting, waiting.position()), lastChange(waiting, waiting.position())]).toEqual([1, 1]);
  const confirm = { type: 'ConfirmHonourCorrection', ...of, correction: 1 } as const;
  expect(await execute(w.engine, untyped(honour), confirm, { actor: 'bo', command: 'x1' })).toMatchObject({
    events: [{ type: 'HonourCorrected', by: 'bo' }],
  });
  const after = await w.roll();
  expect([versionAt(after, after.position()), lastChange(after, after.position())]).toEqual([2, 3]);
  const names = async (rows: readonly RollRow[]) =>
    (await openNames(w.engine.vault, withNamesOf(after, rows))).map(({ name, unit }) => [name, unit]);
  expect(await names(rollPage(before, { limit: 9 }).rows)).toEqual([['王填', undefined]]);
  expect(await names(rollPage(waiting, { limit: 9 }).rows)).toEqual([['王填', undefined]]);
  expect(await names(rollPage(after, { limit: 9 }).rows)).toEqual([['王瑱', '机务段']]);
  expect(JSON.stringify(await w.engine.store.readAll(0, 100))).not.toMatch(/王填|王瑱/);
});

it('domain-rules 83, 131: what a nomination was corrected to is what is conferred, and its explanation says why', async () => {
  const { w } = await shortlisted();
  const on = { round: 'r2026', nomination: 'n1' };
  await w.nomination({ type: 'CorrectNomination', ...on, name: '王瑱', unit: '机务段', reason: '笔误' });
  const told = async () => explainNomination(await w.nominations(), 'r2026', 'n1')!.lines.map(({ zh }) => zh);
  expect(await told()).toContain('第 1 次更正（姓名、单位）待另一人确认：笔误');
  const confirm = { type: 'ConfirmNominationCorrection', ...on, correction: 1 } as const;
  await execute(w.engine, untyped(nomination), confirm, { actor: 'bo', command: 'x2' });
  expect(await told()).toContain('第 1 次更正（姓名、单位）：笔误');
  await confer(w);
  const rows = await openNames(w.engine.vault, rollPage(await w.roll(), { limit: 9 }).rows);
  expect(rows.find(({ subject }) => subject === 'p_n1')).toMatchObject({ name: '王瑱', unit: '机务段' });
});

it('domain-rules 107: takes no posthumous honour of somebody who is not on the list, or twice', async () => {
  const { w, won } = await shortlisted();
  const posthumous = [
    { nomination: won.nomination },
    { nomination: 'n2' },
    { nomination: 'x' },
    { nomination: won.nomination },
  ];
  expect(await itemsFor(w, { posthumous })).toEqual({
    ok: false,
    code: 'posthumous-stray',
    entries: [
      { index: 1, why: 'not-on-shortlist' },
      { index: 2, why: 'not-on-shortlist' },
      { index: 3, why: 'repeated' },
    ],
  });
  expect(await itemsFor(w, { posthumous: posthumous.slice(0, 1) })).toMatchObject({ ok: true });
});
