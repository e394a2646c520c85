import { conferralItems } from '../conferral/shell.items';
import { allNominationsOf, roundRow } from '../nomination/query';
import { openRound, propose, register } from '../testing/examples';
import { keptMedal } from '../testing/keeping';
import { startedAt, world, type World } from '../testing/world';
import { roll, type RollRow } from './project';
import { awardsUpTo, heldOn, lastEmbargoed, rollPage, versionAt } from './query';
import { announceHonours } from '../honour/react';
import { StoodRolls, type StoodSearch } from './shell.stood';

const all = { limit: 100 };
const until = startedAt + 3_600_000;

/** One honour from before, and two conferred under an embargo; before both somebody is nominated, as on the other side. */
async function founded(embargo: { readonly embargoUntil?: number } = { embargoUntil: until }) {
  const w = world();
  await w.adoption({
    type: 'AdoptAwardRules',
    organization: 'd1',
    award: 'medal',
    document: keptMedal,
    from: '2008-01-01',
  });
  await w.honour(register({ subject: 'p9', name: '周全' }));
  await w.round(openRound());
  for (const id of ['n1', 'n2']) await w.recommend(propose(id));
  const nominations = ['n1', 'n2'];
  await w.round({ type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations, omitted: [] });
  const view = await w.nominations();
  const said = { award: 'medal', decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28', count: 2 };
  const built = await conferralItems(
    { round: roundRow(view, 'r2026')!, nominations: allNominationsOf(view, 'r2026', 'medal'), ...said, ...embargo },
    w.engine.vault,
  );
  if (!built.ok) throw new Error(built.code);
  return { w, before: await w.engine.store.head(), outcome: await w.all(built.items) };
}

/** Everything the roll answers to those outside. */
async function inPublic(w: World, position?: number) {
  const view = position === undefined ? await w.roll() : await w.asOf<never, RollRow>(roll as never, position);
  const filters = [{}, { award: 'medal' }, { year: 2026 }, { award: 'medal', organization: 'd1' }];
  const days = ['2026-04-27', '2026-04-28', '2026-12-31'];
  return {
    pages: filters.map((filter) => rollPage(view, { ...filter, ...all })).map(({ total, rows }) => [total, rows]),
    held: days.map((day) => heldOn(view, day, all)).map(({ total, rows }) => [total, rows]),
    version: versionAt(view, view.position()),
    awards: awardsUpTo(view, view.position()),
  };
}

const stood = async (w: World, heldBack?: StoodSearch['heldBack'], position?: number) => {
  const runtime = { engine: w.engine, reads: { at: w.reads.at } } as never;
  const rolls = new StoodRolls(runtime, { pathOf: () => Promise.resolve(['d1']) }, 100);
  const found: string[] = [];
  for await (const page of rolls.pages({ heldBack }, position ?? (await w.engine.store.head()))) {
    found.push(...page.map(({ row }) => row.subject));
  }
  return found;
};

describe('honours under an embargo', () => {
  it('domain-rules 119: change nothing of what the roll answers, at no moment before the minute', async () => {
    const { w, before, outcome } = await founded();
    expect(outcome).toMatchObject({ kind: 'done', added: 3 });
    const silent = await inPublic(w, before);
    expect(await inPublic(w)).toEqual(silent);
    const of = { award: 'medal', subject: 'p_n1', organization: 'd1', honour: 0 };
    await w.honour({ type: 'CorrectHonour', ...of, unit: '机务段', reason: '笔误' });
    w.clock.advance(until - startedAt - 1);
    expect(await announceHonours(w.engine, w.reads)).toBe(0);
    expect(await inPublic(w)).toEqual(silent);
  });

  it('are announced once, at the minute, and stand on the roll from there on, not before', async () => {
    const { w, before } = await founded();
    const hidden = await w.engine.store.head();
    w.clock.advance(until - startedAt);
    expect([await announceHonours(w.engine, w.reads), await announceHonours(w.engine, w.reads)]).toEqual([2, 0]);
    const open = await founded({});
    const told = await inPublic(w);
    expect(told.pages.map(([total]) => total)).toEqual((await inPublic(open.w)).pages.map(([total]) => total));
    expect(told.version).toBe((await inPublic(open.w)).version);
    expect(await inPublic(w, hidden)).toEqual(await inPublic(w, before));
  });

  it('domain-rules 109: that were revoked under it are never announced', async () => {
    const { w, before } = await founded();
    const why = { cause: 'crime', decision: '黄工字〔2026〕9号', approvedBy: '区总工会', revokedOn: '2026-04-30' };
    const of = { award: 'medal', subject: 'p_n1', organization: 'd1', honour: 0, revocation: 'v1' };
    await w.honour({ type: 'RevokeHonour', ...of, ...why });
    expect(await inPublic(w)).toEqual(await inPublic(w, before));
    w.clock.advance(until - startedAt);
    expect(await announceHonours(w.engine, w.reads)).toBe(1);
    const { pages, held } = await inPublic(w);
    expect([pages[0]?.[0], held[1]?.[0]]).toEqual([2, 2]);
  });

  it('stand on lists of their own organisation that are out no earlier, and stay on them', async () => {
    const { w, before } = await founded();
    const prepared = await w.engine.store.head();
    const own = { organization: 'd1', until };
    const three = ['p_n1', 'p_n2', 'p9'];
    expect(await stood(w, own)).toEqual(three);
    expect(await stood(w)).toEqual(['p9']);
    expect(await stood(w, { ...own, until: until - 1 })).toEqual(['p9']);
    expect(await stood(w, { ...own, organization: 'd2' })).toEqual(['p9']);
    const view = await w.roll();
    expect([lastEmbargoed(view, 'd1', prepared), lastEmbargoed(view, 'd2', prepared)]).toEqual([prepared, 0]);
    expect(lastEmbargoed(view, 'd1', before)).toBe(0);
    w.clock.advance(until - startedAt);
    await announceHonours(w.engine, w.reads);
    expect([await stood(w), await stood(w, own, prepared), await stood(w, undefined, prepared)]).toEqual([
      three,
      three,
      ['p9'],
    ]);
  });
});
