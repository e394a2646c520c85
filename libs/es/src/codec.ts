import type { JsonObject } from './event';
import { isSealed } from './ports/vault';

export type EventShape = { readonly type: string };

/**
 * One field of a stored event. `check` answers what is wrong, or undefined. `personal` fields are encrypted under the
 * key of the person named by the sibling field `personal`, before they reach the store.
 */
export type Field = {
  readonly check: (value: unknown) => string | undefined;
  readonly optional?: true;
  readonly personal?: string;
  /** A place in the log. It is another number in another store, so a move of the log translates it. */
  readonly position?: true;
  /** Nested closed records, so that personal data inside lists is found too. */
  readonly record?: FieldList;
  readonly many?: true;
};

export type FieldList = { readonly [field: string]: Field };

const is = (kind: string, test: (value: unknown) => boolean): Field => ({
  check: (value) => (test(value) ? undefined : `expected ${kind}`),
});

/** Any text but a sealed one: whoever reads it would open what was sealed elsewhere. */
export const text = is('a text that is not sealed', (v) => typeof v === 'string' && !isSealed(v));
export const whole = is('a whole number', (v) => Number.isSafeInteger(v));
export const flag = is('true or false', (v) => typeof v === 'boolean');
/** An exact decimal as text, such as "89.85". */
export const decimal = is('a plain decimal', (v) => typeof v === 'string' && /^-?\d+(\.\d+)?$/.test(v));
/** Any JSON object, for versioned documents that have their own schema. */
export const document = is('a document', (v) => typeof v === 'object' && v !== null);
export const texts = is(
  'a list of texts',
  (v) => Array.isArray(v) && v.every((item) => text.check(item) === undefined),
);
/** A fact about a person, stored encrypted under the key of the person whose id stands in the field `subject`. */
export const personal = (subject: string): Field => ({
  ...is('text', (v) => typeof v === 'string'),
  personal: subject,
});
/** The place of an earlier event in the log; 0 is before everything. */
export const logPosition: Field = {
  ...is('a position in the log', (v) => Number.isSafeInteger(v) && (v as number) >= 0),
  position: true,
};
export const optional = (field: Field): Field => ({ ...field, optional: true });

/** A closed record inside an event. */
export const record = (fields: FieldList): Field => ({ record: fields, check: (v) => checkRecord(fields, v) });
export const list = (fields: FieldList): Field => ({
  record: fields,
  many: true,
  check: (v) => {
    if (!Array.isArray(v)) return 'expected a list';
    for (const [index, item] of v.entries()) {
      const wrong = checkRecord(fields, item);
      if (wrong !== undefined) return `[${index}] ${wrong}`;
    }
    return undefined;
  },
});

/** What keeps a value from being exactly this closed record, or undefined. */
export function checkRecord(fields: FieldList, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected a record';
  const item = value as JsonObject;
  for (const key of Object.keys(item)) {
    if (fields[key] === undefined && item[key] !== undefined) return `${key}: not a field of this event`;
  }
  for (const [key, field] of Object.entries(fields)) {
    const content = item[key];
    if (content === undefined) {
      if (field.optional === true) continue;
      return `${key}: missing`;
    }
    const wrong = field.check(content);
    if (wrong !== undefined) return `${key}: ${wrong}`;
  }
  return undefined;
}

/** How one event type is stored now, and how older stored versions become readable. */
export type EventSpec<E extends EventShape> = {
  readonly version: number;
  readonly fields: { readonly [K in Exclude<keyof E, 'type'>]-?: Field };
  /** `upcast[n]` turns data of version n into data of version n + 1. Needed for every version below the present one. */
  readonly upcast?: { readonly [version: number]: (data: JsonObject) => JsonObject };
};

export type Catalogue<E extends EventShape> = {
  readonly [T in E['type']]: EventSpec<Extract<E, { readonly type: T }>>;
};

export type Codec<E extends EventShape> = {
  readonly catalogue: { readonly [type: string]: EventSpec<never> & { readonly fields: FieldList } };
  /** Throws when the event has a field that is not listed, or lacks one: that is a bug in `decide`, not an input. */
  readonly encode: (event: E) => { readonly type: string; readonly version: number; readonly data: JsonObject };
  /** Undefined when this codec does not know the type. Throws `UnreadableEvent` when it does and cannot read it. */
  readonly decode: (stored: StoredForm) => E | undefined;
  readonly knows: (type: string) => boolean;
  /** Whether events of this type have fields that are kept encrypted. */
  readonly hasPersonal: (type: string) => boolean;
};

export type StoredForm = { readonly type: string; readonly version: number; readonly data: JsonObject };

/** A recorded event that no present code can read. Views that meet one halt and say so. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** A type's fields taken apart once: every command encodes and decodes through them. */
type Compiled = {
  readonly spec: EventSpec<never> & { readonly fields: FieldList };
  readonly fields: readonly (readonly [name: string, field: Field])[];
  readonly required: readonly string[];
  readonly hasPersonal: boolean;
};

const personalIn = (fields: FieldList): boolean =>
  Object.values(fields).some(
    ({ personal: subject, record: inner }) => subject !== undefined || (inner !== undefined && personalIn(inner)),
  );

function compile(type: string, spec: Compiled['spec']): Compiled {
  for (let v = 1; v < spec.version; v++) {
    if (spec.upcast?.[v] === undefined) throw new Error(`${type}: no upcaster from version ${v}`);
  }
  const fields = Object.entries(spec.fields);
  const required = fields.filter(([, { optional: may }]) => may !== true).map(([name]) => name);
  return { spec, fields, required, hasPersonal: personalIn(spec.fields) };
}

/** Builds the codec of a context from its catalogue. Only listed fields are ever written, in the order of the list. */
export function codec<E extends EventShape>(catalogue: Catalogue<E>): Codec<E> {
  const specs = catalogue as unknown as Codec<E>['catalogue'];
  const compiled = new Map(Object.entries(specs).map(([type, spec]) => [type, compile(type, spec)]));
  return {
    catalogue: specs,
    knows: (type) => compiled.has(type),
    hasPersonal: (type) => compiled.get(type)?.hasPersonal === true,
    encode(event) {
      const { type } = event;
      const known = compiled.get(type);
      if (known === undefined) throw new Error(`${type}: not in the catalogue`);
      return { type, version: known.spec.version, data: listedFields(known, event) };
    },
    decode(stored) {
      const known = compiled.get(stored.type);
      if (known === undefined) return undefined;
      const data = stored.version === known.spec.version ? stored.data : upcast(stored, known.spec);
      // The store is only ever written through `encode`, so presence is checked and content is trusted.
      for (const name of known.required) {
        if (data[name] === undefined) throw new UnreadableEvent(`${stored.type}: field ${name} is missing`);
      }
      return { ...data, type: stored.type } as unknown as E;
    },
  };
}

function listedFields({ spec, fields }: Compiled, event: EventShape): JsonObject {
  const given = event as EventShape & JsonObject;
  const data: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const content = given[name];
    if (content === undefined) {
      if (field.optional === true) continue;
      throw new Error(`${event.type}.${name}: missing`);
    }
    const wrong = field.check(content);
    if (wrong !== undefined) throw new Error(`${event.type}.${name}: ${wrong}`);
    data[name] = content;
  }
  for (const name in given) {
    if (name !== 'type' && data[name] === undefined && given[name] !== undefined) {
      const { type: _type, ...rest } = given;
      throw new Error(`${event.type}.${checkRecord(spec.fields, rest)}`);
    }
  }
  return data;
}

function upcast({ type, version, data }: StoredForm, spec: Compiled['spec']): JsonObject {
  if (version > spec.version) {
    throw new UnreadableEvent(`${type}: version ${version} is newer than this program knows (${spec.version})`);
  }
  let lifted = data;
  for (let v = version; v < spec.version; v++) {
    const step = spec.upcast?.[v];
    if (step === undefined) throw new UnreadableEvent(`${type}: no upcaster from version ${v}`);
    lifted = step(lifted);
  }
  return lifted;
}

/** Several contexts read as one. Types must not collide. */
export function unionOf<E extends EventShape>(...codecs: readonly Codec<never>[]): Codec<E> {
  const all: Record<string, EventSpec<never> & { readonly fields: FieldList }> = {};
  for (const one of codecs) {
    for (const [type, spec] of Object.entries(one.catalogue)) {
      if (all[type] !== undefined && all[type] !== spec) throw new Error(`${type}: two codecs claim it`);
      all[type] = spec;
    }
  }
  return codec<E>(all as unknown as Catalogue<E>);
}
