import { ops, workFolder } from './support';

const work = workFolder();
const before = process.env['EVENTSTORE_URL'];
beforeAll(() => {
  process.env['EVENTSTORE_URL'] = 'esdb://127.0.0.1:1?tls=false';
});
afterAll(() => {
  if (before === undefined) delete process.env['EVENTSTORE_URL'];
  else process.env['EVENTSTORE_URL'] = before;
});

it.each([
  [['lag'], /readyz/],
  [['backup', 'copy.sqlite'], /Redis/],
  [['restore', 'copy.sqlite'], /Redis/],
  [['verify'], /migrate/],
  [['rebuild', 'standings'], /boards-rebuild/],
])('%j is for a folder, and says the way that works on a shared log', async (verb, way) => {
  const { code, out, err } = await ops([...verb, '--data', work.path('none')]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^设了 EVENTSTORE_URL/);
  for (const line of err.trim().split('\n')) expect(line).toMatch(way);
});
