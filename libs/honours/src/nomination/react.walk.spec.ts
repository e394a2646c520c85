import { takePlaces, type PlaceMethod } from './react.walk';

const board = (...ranks: readonly number[]) =>
  ranks.map((rank, index) => ({ entry: `e${index + 1}`, subject: `p${index + 1}`, rank }));
const walk = async (
  ranks: readonly number[],
  holders: readonly string[],
  to = 1,
  from = 1,
  method: PlaceMethod = '1224',
) => {
  const asked: string[] = [];
  const winners = await takePlaces(board(...ranks), { from, to }, method, ({ entry }) => {
    asked.push(entry);
    return Promise.resolve(holders.includes(entry) ? { reason: 'earlier-holder' } : undefined);
  });
  return {
    asked,
    took: winners.map(({ row, passedOver }) => [row.entry, row.rank, passedOver.map(({ entry }) => entry).join()]),
  };
};

it('domain-rules 91: rank 1 already holds it: the rank stays 1, the title goes to rank 2', async () => {
  expect((await walk([1, 2, 3], ['e1'])).took).toEqual([['e2', 2, 'e1']]);
});

it('domain-rules 91: goes on as long as holders stand in the way, and may find nobody', async () => {
  expect((await walk([1, 2, 3], ['e1', 'e2'])).took).toEqual([['e3', 3, 'e1,e2']]);
  expect((await walk([1, 2], ['e1', 'e2'])).took).toEqual([]);
});

it('domain-rules 75: entries that share the place all take it', async () => {
  expect((await walk([1, 1, 3], [])).took).toEqual([
    ['e1', 1, ''],
    ['e2', 1, ''],
  ]);
  expect((await walk([1, 2, 2, 4], ['e1'])).took).toEqual([
    ['e2', 2, 'e1'],
    ['e3', 2, 'e1'],
  ]);
});

it('domain-rules 75, 91: a holder among the tied gives the place to nobody else', async () => {
  expect((await walk([1, 1, 3], ['e1'])).took).toEqual([['e2', 1, 'e1']]);
  expect((await walk([1, 1, 3], ['e1', 'e2'])).took).toEqual([['e3', 3, 'e1,e2']]);
});

it('domain-rules 87, 91: several places, with fill-in after the last; each is told only who stood before it', async () => {
  expect((await walk([1, 2, 3, 4, 5], ['e2'], 3)).took).toEqual([
    ['e1', 1, ''],
    ['e3', 3, 'e2'],
    ['e4', 4, 'e2'],
  ]);
});

it('leaves those above the places alone and does not ask about them', async () => {
  const { took, asked } = await walk([1, 2, 3, 4], ['e1', 'e2'], 3, 2);
  expect(took.map(([entry]) => entry)).toEqual(['e3', 'e4']);
  expect(asked).not.toContain('e1');
});

it('counts places as the board counts ranks', async () => {
  expect((await walk([1, 1, 2], ['e1'], 2, 1, '1223')).took.map(([entry]) => entry)).toEqual(['e2', 'e3']);
  expect((await walk([1, 1, 2, 3], ['e1', 'e2'], 1, 1, '1223')).took.map(([entry]) => entry)).toEqual(['e3']);
  expect((await walk([2, 2, 3], [], 1, 1, '1334')).took).toEqual([]);
  expect((await walk([2, 2, 3], [], 2, 1, '1334')).took.map(([entry]) => entry)).toEqual(['e1', 'e2']);
});
