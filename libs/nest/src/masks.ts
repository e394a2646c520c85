import { isSealed, type Codec, type EventShape, type FieldList, type JsonObject } from '@xf/es';

/** 110101********1234: the first six and the last four. domain-rules 120. */
export const maskIdNumber = (id: string): string => `${id.slice(0, 6)}********${id.slice(-4)}`;
/** The first three and the last four. domain-rules 120. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;
/** The first character of a name. */
export const maskName = (name: string): string => `${String.fromCodePoint(name.codePointAt(0) ?? 0x2a)}**`;

const masks: Readonly<Record<string, (text: string) => string>> = {
  idNumber: maskIdNumber,
  phone: maskPhone,
  name: maskName,
  displayName: maskName,
};

/** An event as a dry run shows it: whatever its codec calls personal is masked, and hidden when no mask is known. */
export function maskedEvent<E extends EventShape>(codec: Codec<E>, event: E): JsonObject {
  return maskedRecord(codec.catalogue[event.type]?.fields ?? {}, event);
}

function maskedRecord(fields: FieldList, data: JsonObject): JsonObject {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    const field = fields[name];
    if (value === undefined) continue;
    if (field?.personal !== undefined) {
      const text = value as string;
      out[name] = isSealed(text) ? '***' : (masks[name] ?? (() => '***'))(text);
    } else if (field?.record === undefined) out[name] = value;
    else {
      const inner = field.record;
      out[name] = Array.isArray(value)
        ? value.map((item) => maskedRecord(inner, item as JsonObject))
        : maskedRecord(inner, value as JsonObject);
    }
  }
  return out;
}
