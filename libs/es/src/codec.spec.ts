import { codec, decimal, list, optional, personal, text, unionOf, UnreadableEvent, whole } from './index';

type Event =
  | { type: 'Weighed'; item: string; grams: number; note?: string }
  | { type: 'Named'; person: string; name: string; friends?: readonly { person: string; name: string }[] };

const friends = { person: text, name: personal('person') };
const named = { version: 1, fields: { person: text, name: personal('person'), friends: optional(list(friends)) } };

const current = codec<Event>({
  Weighed: {
    version: 3,
    fields: { item: text, grams: whole, note: optional(text) },
    upcast: {
      1: ({ item, kilos }) => ({ item, pounds: Number(kilos) * 2 }),
      2: ({ item, pounds }) => ({ item, grams: Number(pounds) * 500 }),
    },
  },
  Named: named,
});

const stored = (type: string, version: number, data: Record<string, unknown>) => ({ type, version, data });

it('writes the listed fields and reads them back', () => {
  const event: Event = { type: 'Weighed', item: 'bolt', grams: 12 };
  expect(current.encode(event)).toEqual(stored('Weighed', 3, { item: 'bolt', grams: 12 }));
  expect(current.decode(current.encode(event))).toEqual(event);
});

it.each([
  [
    'a field that is not listed',
    { type: 'Weighed', item: 'a', grams: 1, colour: 'red' },
    'Weighed.colour: not a field',
  ],
  ['a missing field', { type: 'Weighed', item: 'a' }, 'Weighed.grams: missing'],
  ['a field of another kind', { type: 'Weighed', item: 'a', grams: '1' }, 'Weighed.grams: expected a whole number'],
  [
    'a wrong item of a list',
    { type: 'Named', person: 'p', name: 'n', friends: [{ person: 'q' }] },
    'friends: [0] name: missing',
  ],
  ['a type outside the catalogue', { type: 'Lost' }, 'Lost: not in the catalogue'],
  ['the name of an object method as a type', { type: 'toString' }, 'toString: not in the catalogue'],
])('refuses to write %s', (_what, event, message) => {
  expect(() => current.encode(event as unknown as Event)).toThrow(message);
});

it('reads every older version through its upcasters', () => {
  const now = { type: 'Weighed', item: 'bolt', grams: 2000 };
  expect(current.decode(stored('Weighed', 1, { item: 'bolt', kilos: 2 }))).toEqual(now);
  expect(current.decode(stored('Weighed', 2, { item: 'bolt', pounds: 4 }))).toEqual(now);
});

it('cannot be built with a gap between versions', () => {
  const gap = {
    version: 3,
    fields: { item: text, grams: whole, note: optional(text) },
    upcast: { 2: (data: object) => ({ ...data }) },
  };
  expect(() => codec<Event>({ Weighed: gap, Named: named })).toThrow('Weighed: no upcaster from version 1');
});

it('does not read a version from the future, nor an event without a field', () => {
  expect(() => current.decode(stored('Weighed', 4, {}))).toThrow(UnreadableEvent);
  expect(() => current.decode(stored('Weighed', 3, { item: 'a' }))).toThrow('field grams is missing');
});

it('says nothing about types it does not know', () => {
  expect(current.decode(stored('Elsewhere', 1, {}))).toBeUndefined();
  expect(current.knows('hasOwnProperty')).toBe(false);
});

it('joins codecs, and not two that claim one type', () => {
  type Other = { type: 'Rated'; rate: string };
  const other = codec<Other>({ Rated: { version: 1, fields: { rate: decimal } } });
  const both = unionOf<Event | Other>(current as never, other as never);
  expect(both.decode(stored('Rated', 1, { rate: '1.50' }))).toEqual({ type: 'Rated', rate: '1.50' });
  expect(both.decode(stored('Weighed', 2, { item: 'x', pounds: 1 }))).toEqual({
    type: 'Weighed',
    item: 'x',
    grams: 500,
  });
  const rival = codec<Other>({ Rated: { version: 1, fields: { rate: text } } });
  expect(() => unionOf(other as never, rival as never)).toThrow('Rated: two codecs claim it');
});

it('takes no sealed text where none belongs: a reader would open it for whoever copied it there', () => {
  const copied = 'sealed:1:p1:name:abc';
  expect(() => current.encode({ type: 'Weighed', item: copied, grams: 1 })).toThrow(
    /item: expected a text that is not sealed/,
  );
  expect(current.decode(stored('Named', 1, { person: 'p1', name: copied }))).toMatchObject({ name: copied });
});
