import { cites, key, name, note, version } from '../schema-parts';
import { keepable } from './rules.fields';

/** The form of an erasure policy: what stays readable of a person who is erased, and by which law. */
export const erasurePolicySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/erasure-policy-1.json',
  title: 'Erasure policy',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'version', 'title', 'cites', 'kept'],
  properties: {
    $schema: { type: 'string' },
    id: key,
    version,
    title: name,
    note,
    cites,
    kept: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['field', 'ground'],
        properties: { field: { type: 'string', enum: keepable }, ground: name, whileHeld: { type: 'boolean' }, cites },
      },
    },
  },
} as const;
