import * as fc from 'fast-check';
import { paddedName, plainName, printName, readName } from './names';

const wide = '\u3000';

it.each(['贺 彪', `贺${wide}彪`, ' 贺  彪 ', '贺彪'])(
  'domain-rules 114: %j is 贺彪, and is printed padded',
  (typed) => {
    expect(plainName(typed)).toBe('贺彪');
    expect(paddedName(typed)).toBe(`贺${wide}彪`);
  },
);

it('domain-rules 114: pads no name of one, three or more characters, and no letters', () => {
  for (const name of ['李', '王云霞', '欧阳明德', 'Li', 'Maria Li', '买买提·吐尔逊'])
    expect(paddedName(name)).toBe(name);
  expect(paddedName('王 云 霞')).toBe('王云霞');
});

it('domain-rules 118: prints an ethnicity in brackets, and Han not at all', () => {
  expect(printName({ name: '唐纯玉', ethnicity: '瑶族' })).toBe('唐纯玉（瑶族）');
  expect(printName({ name: '贺彪', ethnicity: '回族' })).toBe(`贺${wide}彪（回族）`);
  expect(printName({ name: '王填', ethnicity: '汉族' })).toBe(`王${wide}填`);
  expect(printName({ name: '王填', ethnicity: '汉' })).toBe(`王${wide}填`);
  expect(printName({ name: '王填' })).toBe(`王${wide}填`);
});

it('reads brackets only for what it prints there', () => {
  expect(readName('唐纯玉(瑶族)')).toEqual({ name: '唐纯玉', ethnicity: '瑶族' });
  expect(readName('金加明（农民工）')).toEqual({ name: '金加明（农民工）' });
  expect(readName(`王${wide}伟（回族，1980年生）`)).toEqual({ name: '王伟', ethnicity: '回族', birthYear: '1980' });
});

it('reads back every name that it prints', () => {
  const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
  const name = fc.array(han, { minLength: 1, maxLength: 6 }).map((characters) => characters.join(''));
  const printed = fc.record(
    {
      name,
      ethnicity: fc.constantFrom('回族', '维吾尔族', '穿青人'),
      birthYear: fc.integer({ min: 1900, max: 2015 }).map(String),
    },
    { requiredKeys: ['name'] },
  );
  fc.assert(fc.property(printed, (one) => expect(readName(printName(one))).toEqual(one)));
});
