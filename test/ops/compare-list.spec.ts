import { systemClock } from '@xf/adapters';
import type { EventShape, Projection, When } from '@xf/es';
import { honour } from '@xf/honours';
import { csvOf } from '@xf/lists';
import { engineOf } from '@xf/runtime';
import { reading } from '../../apps/ops/src/folder';
import { listsFor } from '../../libs/honours/src/list/decide';
import type { PrepareList } from '../../libs/honours/src/list/command';
import { ListRows } from '../../libs/honours/src/list/shell.rows';
import { award, inFolder, must, ops, workFolder } from './support';

const work = workFolder();
const data = work.path('data');
afterAll(() => work.remove());
const certificate = award('district-certificate');
const command: PrepareList = {
  ...{ type: 'PrepareList', organization: 'org1', list: 'units', title: '名单', purpose: 'internal', filter: {} },
  ...{ names: 'as-given', columns: ['number', 'award', 'name', 'unitPost'] },
  stated: [{ award: certificate.id, count: 2 }],
};

/** A list of two units in a data folder, as the CSV file that was exported. */
async function exported(): Promise<string> {
  await inFolder(data, async (engine) => {
    for (const [n, name] of ['老先进厂', '机务段'].entries()) {
      await must(engine, honour, {
        ...{ type: 'RegisterEarlierHonour', award: certificate.id, document: certificate, organization: 'org1' },
        ...{ receiver: 'unit', subject: engine.vault.pseudonym('unit', `\n${name}`), name, unit: '市属' },
        ...{ decision: `黄工字〔2016〕${n + 1}号`, conferredOn: '2016-04-28' },
      });
    }
  });
  const { gathered, file } = await reading(data, async ({ store, vault, at }) => {
    const reads = {
      at: <E extends EventShape, Row>(projection: Projection<E, Row>, when: When = {}, partition?: string) =>
        at(projection, when, partition),
    };
    const lists = new ListRows(
      { reads, engine: engineOf({ store, vault, clock: systemClock }) },
      { pathOf: () => Promise.resolve([]) },
    );
    const { looked, gathered } = await lists.gather(command, []);
    let file = '';
    for await (const piece of csvOf(await lists.printed({ ...command, ...gathered }, looked, 'wang'))) file += piece;
    return { gathered, file };
  });
  await inFolder(data, (engine) => must(engine, listsFor({ roles: ['organizer'], gathered }), command));
  return file;
}

it('ops compare-list names each changed cell of an exported list, and writes nothing', async () => {
  const file = await exported();
  const compare = (text: string, ...more: string[]) =>
    ops([
      ...['compare-list', work.write('units.csv', text), '--organization', 'org1', '--list', 'units', '--data', data],
      ...more,
    ]);
  const before = await inFolder(data, (engine) => engine.store.head());
  expect(await compare(file)).toMatchObject({ code: 0, out: '与 units 第 1 版一致（2 行），没有可做的。\n' });
  const changed = await compare(file.replace('机务段', '工务段'), '--json');
  expect(changed.code).toBe(4);
  expect(JSON.parse(changed.out)).toMatchObject({
    changes: [{ field: 'name', cell: 'C3', was: '机务段', now: '工务段' }],
  });
  expect((await compare(file.replace('机务段', '工务段'))).out).toMatch(/C\d +姓名\/名称 +机务段 +工务段/);
  const wrong = await compare(file.replace(/^2,.*\r\n/m, ''));
  expect(wrong).toMatchObject({ code: 4, out: '' });
  expect(wrong.err).toContain('POST /api/honour-revocations');
  expect(await compare(file, '--version', '2')).toMatchObject({ code: 1 });
  expect(await inFolder(data, (engine) => engine.store.head())).toBe(before);
});
