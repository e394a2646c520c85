import { canonicalJson } from './canonical';

it('writes equal content as equal text, whatever the order and the undefined members', () => {
  expect(canonicalJson({ b: [1, 'x', undefined], a: { d: null, c: true, e: undefined } })).toBe(
    '{"a":{"c":true,"d":null},"b":[1,"x",null]}',
  );
  expect(canonicalJson('甲"')).toBe('"甲\\""');
});
