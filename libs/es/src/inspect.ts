import { checkRecord, type Codec, type EventShape, type FieldList } from './codec';
import type { JsonObject } from './event';
import { sealedPrefix } from './ports/vault';

/** A personal field as it stands in the log: where, of whom, and its sealed text. */
export type SealedField = { readonly field: string; readonly subject: string; readonly text: string };

export type Inspection =
  | { readonly kind: 'sound'; readonly sealed: readonly SealedField[] }
  | { readonly kind: 'unknown-type' | 'unreadable' | 'form' | 'not-sealed'; readonly why: string };

type Stored = { readonly type: string; readonly version: number; readonly data: JsonObject };

/**
 * Looks at one stored event more strictly than reading does: it must decode through its upcasters, have exactly the
 * listed fields, and hold personal data only sealed for the person its sibling field names. Never throws for the event.
 */
export function inspect(codec: Codec<EventShape>, stored: Stored): Inspection {
  const fields = codec.knows(stored.type) ? codec.catalogue[stored.type]?.fields : undefined;
  if (fields === undefined) return { kind: 'unknown-type', why: stored.type };
  let data: JsonObject;
  try {
    const { type: _type, ...content } = { ...codec.decode(stored) };
    data = content;
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
  const wrong = checkRecord(fields, data);
  if (wrong !== undefined) return { kind: 'form', why: wrong };
  const sealed: SealedField[] = [];
  const open = collectSealed(fields, data, sealed);
  return open === undefined ? { kind: 'sound', sealed } : { kind: 'not-sealed', why: open };
}

/** The first personal field that is not sealed for its person; the others go into the list. */
function collectSealed(fields: FieldList, data: JsonObject, into: SealedField[]): string | undefined {
  for (const [field, { personal, record, many }] of Object.entries(fields)) {
    const value = data[field];
    if (value === undefined) continue;
    if (personal !== undefined) {
      const [subject, text] = [data[personal], value as string];
      if (typeof subject !== 'string' || !text.startsWith(`${sealedPrefix}${subject}:${field}:`)) return field;
      into.push({ field, subject, text });
    } else if (record !== undefined) {
      for (const item of many === true ? (value as readonly JsonObject[]) : [value as JsonObject]) {
        const open = collectSealed(record, item, into);
        if (open !== undefined) return `${field}.${open}`;
      }
    }
  }
  return undefined;
}
