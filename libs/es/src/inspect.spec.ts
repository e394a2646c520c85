import { codec, inspect, list, optional, personal, text, whole, type Codec, type EventShape } from './index';

type Named = {
  type: 'Named';
  person: string;
  name: string;
  weight?: number;
  friends?: readonly { person: string; name: string }[];
};

const friends = optional(list({ person: text, name: personal('person') }));
const people = codec<Named>({
  Named: {
    version: 2,
    fields: { person: text, name: personal('person'), weight: optional(whole), friends },
    upcast: { 1: ({ who, ...rest }) => ({ ...rest, person: who }) },
  },
}) as unknown as Codec<EventShape>;

const look = (data: Record<string, unknown>, version = 2, type = 'Named') => inspect(people, { type, version, data });
const name = 'sealed:1:p1:name:abc';

it('finds every sealed field, also in lists and behind an upcaster', () => {
  const friend = { person: 'p2', name: 'sealed:1:p2:name:def' };
  expect(look({ person: 'p1', name, weight: 3, friends: [friend] })).toEqual({
    kind: 'sound',
    sealed: [
      { field: 'name', subject: 'p1', text: name },
      { field: 'name', subject: 'p2', text: friend.name },
    ],
  });
  expect(look({ who: 'p1', name }, 1)).toMatchObject({ kind: 'sound' });
});

it.each([
  ['a type nobody knows', look({}, 1, 'Lost'), 'unknown-type', 'Lost'],
  ['an object method as a type', look({}, 1, 'toString'), 'unknown-type', 'toString'],
  ['a version from the future', look({}, 3), 'unreadable', 'newer than this program'],
  ['a missing field', look({ person: 'p1' }), 'unreadable', 'name is missing'],
  ['an unlisted field', look({ person: 'p1', name, phone: '1' }), 'form', 'phone: not a field'],
  ['a field of another kind', look({ person: 'p1', name, weight: '3' }), 'form', 'weight: expected'],
  ['a plain name', look({ person: 'p1', name: '张三' }), 'not-sealed', 'name'],
  ['a name sealed for another person', look({ person: 'p9', name }), 'not-sealed', 'name'],
  [
    'a plain name in a list',
    look({ person: 'p1', name, friends: [{ person: 'p2', name: 'x' }] }),
    'not-sealed',
    'friends.name',
  ],
])('names %s', (_what, found, kind, why) => {
  expect(found).toMatchObject({ kind, why: expect.stringContaining(why) });
});
