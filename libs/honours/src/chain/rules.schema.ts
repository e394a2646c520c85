import { organizationLevels } from '@xf/access';
import { cites, clauseCites, day, key, name, note } from '../schema-parts';

const keys = { type: 'array', minItems: 1, items: key } as const;
const receivers = {
  type: 'array',
  minItems: 1,
  items: { type: 'string', enum: ['person', 'team', 'unit'] },
} as const;

const materials = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['material', 'name', 'obligatory'],
    properties: {
      material: key,
      name,
      obligatory: { type: 'boolean' },
      characters: {
        type: 'object',
        additionalProperties: false,
        required: ['max', 'over'],
        properties: {
          max: { type: 'integer', minimum: 1, maximum: 20_000 },
          over: { type: 'string', enum: ['warn', 'refuse'] },
        },
      },
      awards: keys,
      receivers,
      cites,
    },
  },
} as const;

const consultation = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'departments', 'matrix'],
  properties: {
    from: key,
    closesOn: day,
    cites,
    departments: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['department', 'name'],
        properties: { department: key, name, cites },
      },
    },
    matrix: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['kinds', 'departments'],
        properties: { kinds: keys, ownership: { type: 'array', minItems: 1, items: name }, departments: keys, cites },
      },
    },
  },
} as const;

/** The form of the part `chain` of a round document. */
export const chainSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['levels', 'selfNomination'],
  properties: {
    note,
    levels: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['level', 'name', 'organization'],
        properties: {
          level: key,
          name,
          organization: { type: 'string', enum: organizationLevels },
          optional: { type: 'boolean' },
          cites,
        },
      },
    },
    selfNomination: { type: 'string', enum: ['allowed', 'refused'] },
    clauseCites: clauseCites('selfNomination'),
    resolution: {
      type: 'object',
      additionalProperties: false,
      required: ['papers'],
      properties: {
        cites,
        papers: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['paper', 'name'],
            properties: {
              paper: key,
              name,
              belowEmployees: { type: 'integer', minimum: 1, maximum: 1_000_000 },
              cites,
            },
          },
        },
      },
    },
    materials,
    consultation,
  },
} as const;
