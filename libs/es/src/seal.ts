import type { Codec, EventShape, FieldList } from './codec';
import type { JsonObject } from './event';
import { isSealed, type SealItem, type Vault } from './ports/vault';

type Encoded = ReturnType<Codec<EventShape>['encode']>;

/**
 * Encrypts every personal field of encoded events in one call to the vault. What comes back is what the store keeps:
 * no plain personal data ever reaches the log.
 */
export async function sealAll(
  vault: Vault,
  fields: readonly FieldList[],
  events: readonly Encoded[],
): Promise<Encoded[]> {
  const items: SealItem[] = [];
  for (const [index, event] of events.entries()) collect(fields[index] ?? {}, event.data, items);
  if (items.length === 0) return [...events];
  const sealed = await vault.seal(items);
  const next = sealed[Symbol.iterator]();
  return events.map((event, index) => ({ ...event, data: replace(fields[index] ?? {}, event.data, next) }));
}

function collect(fields: FieldList, data: JsonObject, into: SealItem[]): void {
  for (const [name, field] of Object.entries(fields)) {
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
  for (const [name, field] of Object.entries(fields)) {
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
