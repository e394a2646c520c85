import { cites, day, key, name, note, version } from '../schema-parts';

const clock = { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' } as const;

const term = {
  type: 'object',
  additionalProperties: false,
  required: ['days', 'counting', 'firstDay'],
  properties: {
    days: { type: 'integer', minimum: 1, maximum: 366 },
    counting: { type: 'string', enum: ['working', 'calendar'] },
    firstDay: { type: 'string', enum: ['counted', 'next'] },
    closesAt: clock,
  },
} as const;

/** One year: its days off, and the Saturdays and Sundays worked in exchange. */
export const noticeYearSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['year', 'source', 'holidays', 'workdays'],
  properties: {
    year: { type: 'integer', minimum: 1949, maximum: 9999 },
    source: name,
    holidays: { type: 'array', items: day },
    workdays: { type: 'array', items: day },
  },
} as const;

/** The form of a notice document: how notices of a round are posted, and what becomes of objections. */
export const noticeDocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/notice-document-1.json',
  title: 'Notice document',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'version', 'title', 'cites', 'levels', 'text'],
  properties: {
    $schema: { type: 'string' },
    id: key,
    version,
    title: name,
    note,
    cites,
    levels: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['level', 'name', 'term', 'letters', 'anonymousBlocks', 'verification'],
        properties: {
          level: key,
          name,
          term,
          letters: { type: 'string', enum: ['postmark', 'receipt'] },
          anonymousBlocks: { type: 'boolean' },
          verification: term,
          cites,
        },
      },
    },
    text: {
      type: 'object',
      additionalProperties: false,
      required: ['fields', 'numbering', 'shownDays'],
      properties: {
        fields: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['field', 'name'],
            properties: { field: key, name, mask: { type: 'string', enum: ['first', 'idNumber', 'phone'] } },
          },
        },
        numbering: { type: 'string', enum: ['whole', 'by-award'] },
        shownDays: { type: 'integer', minimum: 0, maximum: 366 },
        cites,
      },
    },
    calendar: { type: 'array', items: noticeYearSchema },
  },
} as const;
