import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldList } from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { keepable } from '../../libs/honours/src/erasing/rules.fields';

const text = readFileSync(join(__dirname, '../../docs/erasure.md'), 'utf8');

/** Every personal field of every event, with the field that says under whose key it is. */
function personalIn(fields: FieldList, at: string): readonly (readonly [string, string])[] {
  return Object.entries(fields).flatMap(([name, { personal, record }]) => {
    if (personal !== undefined) return [[`${at}.${name}`, personal] as const];
    return record === undefined ? [] : personalIn(record, `${at}.${name}`);
  });
}

it('domain-rules 122: docs/erasure.md says of every field whose key it is under, and which a policy may keep', () => {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const known = new Map(Object.entries(everyCodec.catalogue).flatMap(([type, { fields }]) => personalIn(fields, type)));
  const told = rows.map(([, field = '', subject = '']) => [field, subject] as const);
  expect(told.length).toBe(new Map(told).size);
  expect(new Map(told)).toEqual(known);
  const kept = rows.flatMap(([, field, , , keeps]) => (keeps === 'by policy' ? [field] : []));
  expect(kept).toEqual(keepable);
});
