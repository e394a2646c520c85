import { propose, register } from '../testing/examples';
import { world } from '../testing/world';
import { openRound } from '../testing/examples';
import { RollFinder } from './shell.find';
import { rollSet } from './project';

const paths: Readonly<Record<string, readonly string[]>> = {
  u7: ['city', 'd1', 'u7'],
  d1: ['city', 'd1'],
  d2: ['city', 'd2'],
};

/** Three people of the roll: 贺彪 recommended by u7, two 王伟 of different districts. */
async function filled() {
  const w = world();
  await w.round(openRound());
  await w.recommend(propose('n1', { name: '贺　彪', unit: '第一机械厂' }));
  const nominations = { type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations: ['n1'], omitted: [] };
  await w.round(nominations as never);
  await w.honour({
    ...{ type: 'ConferHonour', round: 'r2026', award: 'medal', nomination: 'n1', subject: 'p_n1', name: '贺　彪' },
    ...{ decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' },
  });
  await w.honour(register({ subject: 'a', name: '王伟', unit: '东区机务段' }));
  await w.honour(register({ subject: 'b', name: '王伟', unit: '西区机务段', organization: 'd2' }));
  const view = await w.roll();
  const { vault } = w.engine;
  const finder = new RollFinder(vault, { pathOf: (id) => Promise.resolve(paths[id] ?? []) }, 20);
  const units = async (...asked: [object, ...([string, boolean] | [])]) => {
    const [search, name, whole = true] = asked;
    const rows = await finder.find(view, search, name === undefined ? undefined : { name, whole });
    return rows.map(({ unit }) => unit).sort();
  };
  return { w, view, finder, units };
}

it('domain-rules 121: a name finds everybody who bears it, each with the unit', async () => {
  const { units } = await filled();
  expect(await units({}, '王伟', true)).toEqual(['东区机务段', '西区机务段']);
  expect(await units({ organization: 'd2' }, '王伟', true)).toEqual(['西区机务段']);
});

it('domain-rules 114: a name is found as it is printed, whatever blank stands in it', async () => {
  const { units } = await filled();
  for (const name of ['贺彪', '贺 彪', '贺　彪']) expect(await units({}, name, true)).toEqual(['第一机械厂']);
});

it('only staff find a name by a part of it', async () => {
  const { units } = await filled();
  expect(await units({}, '王', true)).toEqual([]);
  expect(await units({}, '王', false)).toHaveLength(2);
});

it('finds by part of the unit, by level and by region with what lies below', async () => {
  const { units } = await filled();
  expect(await units({ unit: '机务段' })).toHaveLength(2);
  expect(await units({ level: 'national' })).toEqual([]);
  expect(await units({ region: 'u7' })).toEqual(['第一机械厂']);
  expect(await units({ region: 'd1' })).toEqual(['东区机务段', '第一机械厂']);
  expect(await units({ region: 'city', unit: '机务段' })).toHaveLength(2);
});

it('domain-rules 123: nobody who was erased is found by name', async () => {
  const { w, units } = await filled();
  await w.engine.vault.destroy('a');
  expect(await units({}, '王伟', true)).toEqual(['西区机务段']);
  expect(await units({}, '已删除', true)).toEqual([]);
});

it('refuses to open the names of too many', async () => {
  const { view, finder } = await filled();
  const wide = {
    position: () => view.position(),
    range: () => [],
    standing: () => ({ before: 0, level: 0, stepsBefore: 0 }),
    size: (set: string) => (set === rollSet({}) ? 21 : 20),
  };
  await expect(finder.find(wide, {}, { name: '王伟', whole: true })).rejects.toMatchObject({ code: 'query-invalid' });
  expect(await finder.find(wide, { year: 2026 }, { name: '王伟', whole: true })).toEqual([]);
});
