import {
  codec,
  list,
  logPosition,
  optional,
  record,
  text,
  UnreadableEvent,
  whole,
  type Codec,
  type EventShape,
} from '.';
import { positionsIn, withPositions } from './positions';

type Event =
  | { type: 'Cited'; at: number; of: { place?: number; rank: number }; others: readonly { place: number }[] }
  | { type: 'Plain'; rank: number };

const some = codec<Event>({
  Cited: {
    version: 2,
    fields: {
      at: logPosition,
      of: record({ place: optional(logPosition), rank: whole }),
      others: list({ place: logPosition }),
    },
    upcast: { 1: (data) => data },
  },
  Plain: { version: 2, fields: { rank: whole }, upcast: { 1: (data) => data } },
}) as unknown as Codec<EventShape>;

const cited = {
  type: 'Cited',
  version: 2,
  data: { at: 3, of: { place: 0, rank: 3 }, others: [{ place: 9 }, { place: 3 }] },
};

it('finds the positions in records and lists, and nothing that only looks like one', () => {
  expect(positionsIn(some, cited)).toEqual([3, 0, 9, 3]);
  expect(positionsIn(some, { ...cited, data: { ...cited.data, of: { rank: 3 } } })).toEqual([3, 9, 3]);
  expect(positionsIn(some, { type: 'Plain', version: 2, data: { rank: 3 } })).toEqual([]);
});

it('replaces the positions and leaves the rest and the original as they are', () => {
  const before = JSON.stringify(cited);
  expect(withPositions(some, cited, (position) => position * 100)).toEqual({
    at: 300,
    of: { place: 0, rank: 3 },
    others: [{ place: 900 }, { place: 300 }],
  });
  expect(JSON.stringify(cited)).toBe(before);
  expect(withPositions(some, { type: 'Plain', version: 1, data: { rank: 3 } }, () => 7)).toEqual({ rank: 3 });
});

it('does not guess where content of an unknown form holds positions', () => {
  for (const [type, version] of [
    ['Cited', 1],
    ['Cited', 3],
    ['Plain', 3],
    ['Elsewhere', 1],
  ] as const) {
    expect(() => positionsIn(some, { type, version, data: {} })).toThrow(UnreadableEvent);
  }
});

it('takes no text, fraction or negative number for a position', () => {
  const { check } = logPosition;
  expect([0, 5, 2 ** 53 - 1].map(check)).toEqual([undefined, undefined, undefined]);
  for (const wrong of ['5', 1.5, -1, text]) expect(check(wrong)).toMatch(/position/);
});
