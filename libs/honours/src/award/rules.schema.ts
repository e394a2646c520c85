import { cites, day, key, name, note, version } from '../schema-parts';
import { keepingSchema } from './rules.keeping';

const place = { type: 'integer', minimum: 1, maximum: 1000 } as const;
const places = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to'],
  properties: { from: place, to: place },
} as const;
const size = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const;
const percent = { type: 'string', pattern: '^(100|[1-9]?[0-9](\\.[0-9]{1,4})?)$' } as const;
const levels = ['national', 'province', 'city', 'district', 'unit'] as const;

/** The form of an award document. Adding an award means writing such a document, never code. */
export const awardDocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/award-document-1.json',
  title: 'Award document',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'version', 'title', 'level', 'receiver', 'repeatable', 'cites'],
  properties: {
    $schema: { type: 'string' },
    id: key,
    version,
    title: name,
    titleEn: name,
    note,
    family: name,
    level: { type: 'string', enum: levels },
    receiver: { type: 'string', enum: ['person', 'team', 'unit'] },
    plaque: name,
    repeatable: { type: 'boolean' },
    cites,
    direct: {
      type: 'object',
      additionalProperties: false,
      required: ['contests', 'holdersSkipped'],
      properties: {
        contests: {
          type: 'object',
          additionalProperties: false,
          required: ['levels'],
          properties: {
            levels: { type: 'array', minItems: 1, items: { type: 'string', enum: levels } },
            only: { type: 'array', minItems: 1, items: name },
          },
        },
        places,
        bySize: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['from', 'places'],
            properties: { from: size, to: size, places },
          },
        },
        share: {
          type: 'object',
          additionalProperties: false,
          required: ['from', 'to', 'rounding'],
          properties: {
            from: percent,
            to: percent,
            rounding: { type: 'string', enum: ['floor', 'half-up', 'ceiling'] },
          },
        },
        passMark: { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?$' },
        holdersSkipped: { type: 'boolean' },
        cites,
        requires: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['attribute', 'oneOf', 'reason'],
            properties: {
              attribute: name,
              oneOf: { type: 'array', minItems: 1, items: { type: 'string' } },
              reason: name,
              reasonEn: name,
            },
          },
        },
      },
    },
    ...keepingSchema,
    validFrom: day,
    validTo: day,
  },
} as const;
