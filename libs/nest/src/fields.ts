import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { isSealed, sealedPrefix } from '@xf/es';
import { isIdNumber } from '@xf/files';
import { parseInstant } from './instants';
import type { Text } from './text';

/** What a failed check tells. */
export type FieldText = { readonly code: string } & Text;

/** class-validator carries one text from a check to the pipe (its `context` is lost for checks that answer at once). */
const carried = (text: FieldText) => ({ message: JSON.stringify(text) });
export const readCarried = (message: string): FieldText => JSON.parse(message) as FieldText;

type Common = { readonly zh: string; readonly optional?: boolean };
type Check = { readonly test: (value: unknown) => boolean } & FieldText;

/** One check that says what was expected, in both languages. Absent passes only where the field is optional. */
const checked = ({ test, ...text }: Check, optional: boolean | undefined) =>
  applyDecorators(
    ...(optional === true ? [ValidateIf((_body, value: unknown) => value !== undefined)] : []),
    ValidateBy({ name: text.code, validator: { validate: test } }, carried(text)),
  );

const described = ({ zh, optional }: Common, schema: object) =>
  ApiProperty({ description: zh, required: optional !== true, ...schema });

/** Control characters other than a line break, and halves of characters: nobody types them. */
const unwritable = /[\p{Cs}]|(?!\n)[\p{Cc}]/u;

export type TextRule = Common & {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: { readonly test: (text: string) => boolean; readonly source: string };
  /** What the pattern asks for. */
  readonly expected?: Text;
};

function textCheck({ min = 1, max = 200, pattern, expected }: TextRule): Check {
  const length = `${min}–${max}`;
  return {
    code: 'text-invalid',
    zh: `应为${expected?.zh ?? `${length} 个字符的文字`}`,
    en: `expected ${expected?.en ?? `a text of ${length} characters`}`,
    test: (value) => {
      if (typeof value !== 'string' || value.length < min || value.length > max) return false;
      if (value.trim() === '' || unwritable.test(value) || isSealed(value)) return false;
      return pattern === undefined || pattern.test(value);
    },
  };
}

export function TextField(rule: TextRule): PropertyDecorator {
  const { min = 1, max = 200, pattern } = rule;
  const schema = {
    type: 'string',
    minLength: min,
    maxLength: max,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
  return applyDecorators(described(rule, schema), checked(textCheck(rule), rule.optional));
}

/** Letters, digits and underscore, as ids in addresses are. */
export const IdField = (rule: Common): PropertyDecorator =>
  TextField({
    ...rule,
    max: 40,
    pattern: /^[A-Za-z0-9_]{1,40}$/,
    expected: { zh: '1–40 个字母、数字或下划线', en: '1 to 40 letters, digits or underscores' },
  });

/** What people number things with: an entry, an appeal, a proposal. */
export const NumberField = (rule: Common): PropertyDecorator =>
  TextField({
    ...rule,
    max: 40,
    pattern: /^[\p{L}\p{N}_-]+$/u,
    expected: { zh: '1–40 个文字、数字、_ 或 -', en: '1 to 40 letters, digits, _ or -' },
  });

/** A citizen identity number, its check character included. */
export const IdNumberField = (rule: Common): PropertyDecorator =>
  TextField({
    ...rule,
    max: 18,
    pattern: { test: isIdNumber, source: '^[1-9]\\d{16}[\\dX]$' },
    expected: {
      zh: '18 位公民身份号码，校验位正确',
      en: 'an 18-character citizen identity number with a right check character',
    },
  });

/** A day as text. Whether the calendar has it is for the decision to say. */
export const DayField = (rule: Common): PropertyDecorator =>
  TextField({
    ...rule,
    max: 10,
    pattern: /^\d{4}-\d{2}-\d{2}$/,
    expected: { zh: '日期，如 2026-04-28', en: 'a day such as 2026-04-28' },
  });

/** A plain decimal as text, so that no number passes through binary floating point. */
export const DecimalField = (rule: Common): PropertyDecorator =>
  TextField({
    ...rule,
    max: 40,
    pattern: /^-?\d+(\.\d+)?$/,
    expected: { zh: '用文字写的小数，如 "89.85"', en: 'a decimal written as text, such as "89.85"' },
  });

export function ChoiceField(rule: Common & { readonly of: readonly string[] }): PropertyDecorator {
  const all = rule.of.join(' / ');
  const check = {
    code: 'choice-invalid',
    zh: `只能是：${all}`,
    en: `must be one of: ${all}`,
    test: (value: unknown) => typeof value === 'string' && rule.of.includes(value),
  };
  return applyDecorators(described(rule, { type: 'string', enum: [...rule.of] }), checked(check, rule.optional));
}

export function InstantField(rule: Common): PropertyDecorator {
  const check = {
    code: 'time-invalid',
    zh: '应为带时区的 RFC 3339 时间，如 2026-05-01T09:00:00+08:00',
    en: 'expected an RFC 3339 time with its zone, such as 2026-05-01T09:00:00+08:00',
    test: (value: unknown) => typeof value === 'string' && parseInstant(value) !== undefined,
  };
  return applyDecorators(described(rule, { type: 'string', format: 'date-time' }), checked(check, rule.optional));
}

type Sized = { readonly min?: number; readonly max: number };
const sizeText = ({ min = 0, max }: Sized) =>
  carried({ code: 'list-invalid', zh: `应为 ${min}–${max} 项的列表`, en: `expected a list of ${min} to ${max} items` });

export function ListField(rule: Common & Sized & { readonly of: () => new () => object }): PropertyDecorator {
  const { of, min = 0, max, optional } = rule;
  const size = sizeText(rule);
  return applyDecorators(
    described(rule, { type: () => [of()], minItems: min, maxItems: max }),
    ...(optional === true ? [ValidateIf((_body, value: unknown) => value !== undefined)] : []),
    Type(of),
    IsArray(size),
    ArrayMinSize(min, size),
    ArrayMaxSize(max, size),
    ValidateNested({ each: true, ...carried({ code: 'record-invalid', zh: '应为对象', en: 'expected an object' }) }),
  );
}

export function TextListField(rule: TextRule & { readonly itemsMax: number }): PropertyDecorator {
  const item = textCheck(rule);
  const { itemsMax } = rule;
  const check = {
    code: 'list-invalid',
    zh: `应为不超过 ${itemsMax} 项的列表，每项${item.zh}`,
    en: `expected a list of at most ${itemsMax} items, each: ${item.en}`,
    test: (value: unknown) => Array.isArray(value) && value.length <= itemsMax && value.every(item.test),
  };
  const schema = { type: 'array', items: { type: 'string' }, maxItems: itemsMax };
  return applyDecorators(described(rule, schema), checked(check, rule.optional));
}

/** Names to short texts, such as the figures a rule document asks of an entry. */
export function TextMapField(rule: Common & { readonly itemsMax: number }): PropertyDecorator {
  const item = textCheck({ ...rule, max: 100 });
  const { itemsMax } = rule;
  const check = {
    code: 'map-invalid',
    zh: `应为不超过 ${itemsMax} 项的对象，值为文字`,
    en: `expected an object of at most ${itemsMax} texts`,
    test: (value: unknown) =>
      isPlain(value) && Object.keys(value).length <= itemsMax && Object.values(value).every(item.test),
  };
  const schema = { type: 'object', additionalProperties: { type: 'string' } };
  return applyDecorators(described(rule, schema), Raw(), checked(check, rule.optional));
}

/** A document with a schema of its own, handed on as it came. */
export function DocumentField(rule: Common): PropertyDecorator {
  const check = {
    code: 'document-invalid',
    zh: '应为 JSON 对象，其中没有加密过的文字',
    en: 'expected a JSON object without sealed texts',
    test: (value: unknown) => isPlain(value) && !JSON.stringify(value).includes(`"${sealedPrefix}`),
  };
  const schema = { type: 'object', additionalProperties: true };
  return applyDecorators(described(rule, schema), Raw(), checked(check, rule.optional));
}

export function WholeField(rule: Common & { readonly min: number; readonly max: number }): PropertyDecorator {
  const { min, max } = rule;
  const check = {
    code: 'whole-invalid',
    zh: `应为 ${min} 到 ${max} 的整数`,
    en: `expected a whole number from ${min} to ${max}`,
    test: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  };
  const schema = { type: 'integer', minimum: min, maximum: max };
  return applyDecorators(described(rule, schema), checked(check, rule.optional));
}

export function FlagField(rule: Common): PropertyDecorator {
  const check = {
    code: 'flag-invalid',
    zh: '应为 true 或 false',
    en: 'expected true or false',
    test: (value: unknown) => typeof value === 'boolean',
  };
  return applyDecorators(described(rule, { type: 'boolean' }), checked(check, rule.optional));
}

/** Keeps class-transformer from rebuilding a document it knows nothing about. */
const Raw = (): PropertyDecorator =>
  Transform(({ obj, key }) => (obj as Readonly<Record<string, unknown>>)[key], { toClassOnly: true });

export const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every body of a command that records something that may have happened earlier. */
export abstract class RecordedBody {
  @InstantField({ zh: '发生时间，早于现在时填写', optional: true })
  validAt?: string;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same record without members that are undefined: absent and undefined are different things in a command. */
export const defined = <T extends object>(record: T): Defined<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
