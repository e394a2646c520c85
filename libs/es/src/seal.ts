import type { Codec, EventShape, Field, FieldList } from './codec';
import type { JsonObject, NewEvent } from './event';
import type { Append } from './ports/event-store';
import { isSealed, type SealItem, type Vault } from './ports/vault';

type Encoded = ReturnType<Codec<EventShape>['encode']>;

/**
 * Encrypts every personal field of encoded events in one call to the vault. What comes back is what the store keeps:
 * no plain personal data ever reaches the log.
 */
export async function sealAll<E extends Encoded>(
  vault: Vault,
  fields: readonly FieldList[],
  events: readonly E[],
): Promise<readonly E[]> {
  const items: SealItem[] = [];
  for (const [index, event] of events.entries()) collect(fields[index] ?? {}, event.data, items);
  if (items.length === 0) return events;
  const sealed = await vault.seal(items);
  const next = sealed[Symbol.iterator]();
  return events.map((event, index) => ({ ...event, data: replace(fields[index] ?? {}, event.data, next) }));
}

/** The same for appends of several codecs; what has nothing personal stays as it is. */
export async function sealAppends(
  vault: Vault,
  appends: readonly Append[],
  codecs: Iterable<Codec<EventShape>>,
): Promise<readonly Append[]> {
  const all = [...codecs];
  const known = new Map<string, FieldList | undefined>();
  const fieldsOf = (type: string): FieldList | undefined => {
    if (!known.has(type)) known.set(type, all.find((codec) => codec.hasPersonal(type))?.catalogue[type]?.fields);
    return known.get(type);
  };
  const events: NewEvent[] = [];
  const fields: FieldList[] = [];
  for (const append of appends) {
    for (const event of append.events) {
      const own = fieldsOf(event.type);
      if (own === undefined) continue;
      events.push(event);
      fields.push(own);
    }
  }
  if (events.length === 0) return appends;
  const sealed = (await sealAll(vault, fields, events))[Symbol.iterator]();
  const inPlace = (event: NewEvent): NewEvent =>
    fieldsOf(event.type) === undefined ? event : (sealed.next().value as NewEvent);
  return appends.map((append) => ({ ...append, events: append.events.map(inPlace) }));
}

type Named = readonly (readonly [name: string, field: Field])[];
const sealedFields = new WeakMap<FieldList, Named>();

/** The fields of a record that are personal or may hold personal ones, found once. */
function sealedIn(fields: FieldList): Named {
  let found = sealedFields.get(fields);
  if (found === undefined) {
    found = Object.entries(fields).filter(([, field]) => field.personal !== undefined || field.record !== undefined);
    sealedFields.set(fields, found);
  }
  return found;
}

function collect(fields: FieldList, data: JsonObject, into: SealItem[]): void {
  for (const [name, field] of sealedIn(fields)) {
    const value = data[name];
    if (value === undefined) continue;
    if (field.personal !== undefined) {
      const subject = data[field.personal];
      if (typeof subject !== 'string') throw new Error(`${name}: no subject in ${field.personal}`);
      if (isSealed(value as string)) throw new Error(`${name}: already sealed`);
      into.push({ subject, field: name, text: value as string });
    } else if (field.record !== undefined) {
      for (const item of field.many === true ? (value as JsonObject[]) : [value as JsonObject])
        collect(field.record, item, into);
    }
  }
}

function replace(fields: FieldList, data: JsonObject, sealed: Iterator<string>): JsonObject {
  const out: Record<string, unknown> = { ...data };
  for (const [name, field] of sealedIn(fields)) {
    const value = data[name];
    if (value === undefined) continue;
    if (field.personal !== undefined) {
      out[name] = sealed.next().value;
    } else if (field.record !== undefined) {
      const inner = field.record;
      out[name] =
        field.many === true
          ? (value as JsonObject[]).map((item) => replace(inner, item, sealed))
          : replace(inner, value as JsonObject, sealed);
    }
  }
  return out;
}
