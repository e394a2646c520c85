import type { Problem } from '@xf/rules';

/** The part of JSON Schema that award documents use. */
export type Form = {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Form };
  readonly items?: Form;
  /** True: members without a form of their own are let through, to be checked by whoever knows them. */
  readonly additionalProperties?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
};

/** Every place where a value departs from its schema; none means it has the form. Objects are closed. */
export function formProblems(form: Form, value: unknown, pointer = ''): readonly Problem[] {
  if (!isOf(form.type, value)) {
    return [say(pointer, 'wrong-type', `类型应为 ${form.type}`, `must be of type ${form.type}`)];
  }
  if (Array.isArray(value)) return listProblems(form, value, pointer);
  if (typeof value === 'object' && value !== null) return objectProblems(form, value, pointer);
  if (typeof value === 'string') return textProblems(form, value, pointer);
  if (typeof value === 'number') return boundProblems(form, value, pointer, form.minimum, form.maximum);
  return [];
}

function isOf(type: Form['type'], value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function objectProblems(form: Form, value: object, pointer: string): readonly Problem[] {
  const properties = form.properties ?? {};
  const own = Object.entries(value).filter(([, content]) => content !== undefined);
  const present = new Set(own.map(([field]) => field));
  const missing = (form.required ?? []).filter((field) => !present.has(field));
  return [
    ...missing.map((field) => say(pointer, 'field-missing', `缺少字段 ${field}`, `field ${field} is missing`)),
    ...own.flatMap(([field, content]) => {
      const inner = Object.hasOwn(properties, field) ? properties[field] : undefined;
      const at = `${pointer}/${field}`;
      if (inner === undefined && form.additionalProperties === true) return [];
      if (inner === undefined) return [say(at, 'field-unknown', `不认识的字段 ${field}`, `unknown field ${field}`)];
      return formProblems(inner, content, at);
    }),
  ];
}

function listProblems(form: Form, value: readonly unknown[], pointer: string): readonly Problem[] {
  const { items } = form;
  const inner =
    items === undefined ? [] : value.flatMap((item, index) => formProblems(items, item, `${pointer}/${index}`));
  return [...boundProblems(form, value.length, pointer, form.minItems, undefined), ...inner];
}

function textProblems(form: Form, value: string, pointer: string): readonly Problem[] {
  if (form.enum !== undefined && !form.enum.includes(value)) {
    const allowed = form.enum.join(', ');
    return [say(pointer, 'not-allowed', `只能是：${allowed}`, `must be one of: ${allowed}`)];
  }
  if (form.pattern !== undefined && !new RegExp(form.pattern, 'u').test(value)) {
    return [say(pointer, 'bad-form', `格式不符：${form.pattern}`, `does not match ${form.pattern}`)];
  }
  // Characters, not UTF-16 halves, as JSON Schema counts them.
  return boundProblems(form, Array.from(value).length, pointer, form.minLength, form.maxLength);
}

function boundProblems(
  form: Form,
  size: number,
  pointer: string,
  min: number | undefined,
  max: number | undefined,
): readonly Problem[] {
  if ((min === undefined || size >= min) && (max === undefined || size <= max)) return [];
  const range = `${min ?? ''}…${max ?? ''}`;
  const zh = form.type === 'integer' ? '数值' : '长度';
  return [say(pointer, 'out-of-bounds', `${zh}须在 ${range} 之内`, `must be within ${range}`)];
}

const say = (pointer: string, code: string, zh: string, en: string): Problem => ({ pointer, code, zh, en });
