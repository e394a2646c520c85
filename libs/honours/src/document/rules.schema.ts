import { committeeDocumentSchema } from '../committee/rules.schema';
import { chainSchema } from '../chain/rules.schema';
import { eligibilitySchema } from '../eligibility/rules.schema';
import { roundListsSchema } from '../list/rules.schema';
import { noticeDocumentSchema } from '../notice/rules.schema';
import { roundQuotasSchema } from '../quota/rules.schema';
import { cites, day, key, name, note, version } from '../schema-parts';
import { roundShortlistSchema } from '../shortlist/rules.schema';

/**
 * The form of a round document: all rules of one year's 评选 beside its award documents. Every part may be absent, and
 * then the round goes without it.
 */
export const roundDocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://xianfeng.example/schemas/round-document-1.json',
  title: 'Round document',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'version', 'title', 'cites'],
  properties: {
    $schema: { type: 'string' },
    id: key,
    version,
    title: name,
    titleEn: name,
    note,
    cites,
    phases: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['phase', 'name', 'from', 'to', 'binds'],
        properties: {
          ...{ phase: key, name, from: day, to: day, cites },
          binds: { type: 'array', items: { type: 'string', enum: ['recommendations'] } },
        },
      },
    },
    notice: noticeDocumentSchema,
    committee: committeeDocumentSchema,
    quotas: roundQuotasSchema,
    shortlist: roundShortlistSchema,
    eligibility: eligibilitySchema,
    chain: chainSchema,
    lists: roundListsSchema,
  },
} as const;
