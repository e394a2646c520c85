import { honour } from '@xf/honours';
import { openRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { award, must, workFolder } from '../ops/support';

const work = workFolder();
afterAll(() => {
  work.remove();
});

type Roll = { readonly version: number; readonly total: number; readonly rows: readonly { readonly name: string }[] };

it('domain-rules 123: a name that was erased does not come back from a past roll that is remembered', async () => {
  const runtime = await openRuntime({ folder: work.path('erased') });
  const { engine, following } = runtime;
  const app = await createApp(runtime);
  const document = award('huangshan-district-medal');
  for (const [index, name] of ['张三', '李四', '王五'].entries()) {
    const decision = { decision: `黄工字〔2024〕${index + 1}号`, conferredOn: '2024-04-26' };
    const who = { award: document.id, document, receiver: 'person', subject: `p${index}`, name } as const;
    await must(engine, honour, { type: 'RegisterEarlierHonour', organization: 'd1', ...who, ...decision });
  }
  await following.until(3);
  const readAll = jest.spyOn(engine.store, 'readAll');
  const past = async () => {
    const answer = await app.inject({ url: '/api/honours?version=2' });
    expect(answer.statusCode).toBe(200);
    return answer.json<Roll>();
  };
  const names = ({ rows }: Roll) => rows.map(({ name }) => name);
  expect(await past()).toMatchObject({ version: 2, total: 2 });
  expect(names(await past())).toEqual(['张三', '李四']);
  // Read by what follows the log, and once for the roll.
  const folds = () => readAll.mock.calls.filter(([, , partition]) => partition === document.id).length;
  expect(folds()).toBe(1);
  await engine.vault.destroy('p0');
  expect(names(await past())).toEqual(['已删除', '李四']);
  expect(folds()).toBe(1);
  readAll.mockRestore();
  await app.close();
  await runtime.close();
});
