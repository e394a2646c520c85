import { UnreadableEvent, type Codec, type EventShape, type Field, type FieldList, type StoredForm } from './codec';
import type { JsonObject, Position } from './event';

/**
 * The places in the log that the content of an event refers to, in the order of its fields. Throws `UnreadableEvent` for
 * content whose fields this program does not know: it might hold positions and nobody could tell.
 */
export function positionsIn(codec: Codec<EventShape>, stored: StoredForm): readonly Position[] {
  const found: Position[] = [];
  const fields = fieldsOf(codec, stored);
  if (holding(fields).length > 0) collect(fields, stored.data, found);
  return found;
}

/** The content with every place in the log it refers to replaced. Throws as `positionsIn` does. */
export function withPositions(
  codec: Codec<EventShape>,
  stored: StoredForm,
  place: (position: Position) => unknown,
): JsonObject {
  const fields = fieldsOf(codec, stored);
  return holding(fields).length === 0 ? stored.data : replace(fields, stored.data, place);
}

function fieldsOf(codec: Codec<EventShape>, { type, version }: StoredForm): FieldList {
  const spec = codec.knows(type) ? codec.catalogue[type] : undefined;
  if (spec === undefined) throw new UnreadableEvent(`${type}: no codec knows this event type`);
  // Only the present list of fields says where positions stand; an older version may have had them elsewhere.
  const isKnown = version === spec.version || (version < spec.version && holding(spec.fields).length === 0);
  if (!isKnown) throw new UnreadableEvent(`${type}: where version ${version} holds positions is not known`);
  return spec.fields;
}

type Named = readonly (readonly [name: string, field: Field])[];
const holdingFields = new WeakMap<FieldList, Named>();

/** The fields of a record that are positions or may hold some, found once. */
function holding(fields: FieldList): Named {
  let found = holdingFields.get(fields);
  if (found === undefined) {
    found = Object.entries(fields).filter(
      ([, { position, record }]) => position === true || (record !== undefined && holding(record).length > 0),
    );
    holdingFields.set(fields, found);
  }
  return found;
}

function collect(fields: FieldList, data: JsonObject, into: Position[]): void {
  for (const [name, { record, many }] of holding(fields)) {
    const value = data[name];
    if (value === undefined) continue;
    if (record === undefined) into.push(value as Position);
    else
      for (const item of many === true ? (value as JsonObject[]) : [value as JsonObject]) collect(record, item, into);
  }
}

function replace(fields: FieldList, data: JsonObject, place: (position: Position) => unknown): JsonObject {
  const out: Record<string, unknown> = { ...data };
  for (const [name, { record, many }] of holding(fields)) {
    const value = data[name];
    if (value === undefined) continue;
    if (record === undefined) out[name] = place(value as Position);
    else if (many === true) out[name] = (value as JsonObject[]).map((item) => replace(record, item, place));
    else out[name] = replace(record, value as JsonObject, place);
  }
  return out;
}
