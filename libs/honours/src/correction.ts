import type { Position } from '@xf/es';
import { personalIn, personalOf, personalParts, type Personal, type PersonalRejection } from './personal';
import type { ReceiverKind } from './terms';

/** What is printed of a receiver and may be wrong. Of a person all but the unit is sealed; teams and units carry `title` instead. */
export type Printed = Personal & { readonly name?: string; readonly title?: string; readonly unit?: string };
type Stated = { readonly [Field in keyof Printed]: string | undefined };

/** Asked and not confirmed yet. A later one takes its place. */
export type AskedCorrection = Printed & {
  readonly correction: number;
  readonly reason: string;
  /** Of a team: whose name it is, counted from 1. */
  readonly member?: number;
};

/** One that holds: what stood there before, and why it changed. */
export type MadeCorrection = {
  readonly correction: number;
  readonly reason: string;
  readonly fields: readonly (keyof Printed)[];
  readonly was: Printed;
  readonly member?: number;
  readonly position: Position;
};

export type Correctable = Printed & {
  readonly asked?: AskedCorrection;
  /** Oldest first. */
  readonly corrections?: readonly MadeCorrection[];
  /** Of a team. Names are sealed. */
  readonly members?: readonly { readonly person: string; readonly name: string }[];
};

/** Only what is stated of these. */
export const printedIn = ({ name, title, unit, ...rest }: Partial<Stated>): Printed => ({
  ...personalIn(rest),
  ...(name === undefined ? {} : { name }),
  ...(title === undefined ? {} : { title }),
  ...(unit === undefined ? {} : { unit }),
});

export const fieldsOf = (stated: Printed): readonly (keyof Printed)[] =>
  (['name', 'title', 'unit', ...personalParts] as const).filter((field) => stated[field] !== undefined);

export function withAsked<Row extends Correctable>(row: Row, said: AskedCorrection): Row {
  const { correction, reason, member } = said;
  const of = member === undefined ? {} : { member };
  return { ...row, asked: { correction, reason, ...of, ...printedIn(said) } };
}

/** The row as it reads once the correction that was asked is confirmed. domain-rules 83, 131. */
export function withCorrection<Row extends Correctable>(row: Row, correction: number, position: Position): Row {
  const { asked } = row;
  if (asked?.correction !== correction) return row;
  if (asked.member !== undefined) return withMember(row, asked, asked.member, position);
  const now = printedIn(asked);
  const fields = fieldsOf(asked);
  const was: Printed = Object.fromEntries(
    fields.flatMap((field) => (row[field] === undefined ? [] : [[field, row[field]]])),
  );
  const made = { correction, reason: asked.reason, fields, was, position };
  return { ...withoutAsked(row), ...now, corrections: [...(row.corrections ?? []), made] };
}

/** The same of the name of one member. */
function withMember<Row extends Correctable>(
  row: Row,
  asked: AskedCorrection,
  member: number,
  position: Position,
): Row {
  const { correction, reason, name = '' } = asked;
  const { members = [], corrections = [] } = row;
  const was = { name: members[member - 1]?.name ?? '' };
  const made = { correction, reason, fields: ['name'] as const, was, member, position };
  const now = members.map((one, n) => (n === member - 1 ? { ...one, name } : one));
  return { ...withoutAsked(row), members: now, corrections: [...corrections, made] };
}

/** The row as it read before these corrections were made, which are the last ones. */
export function before<Row extends Correctable>(row: Row, corrections: ReadonlySet<number>): Row {
  let read = row;
  for (const made of [...(row.corrections ?? [])].reverse()) {
    if (corrections.has(made.correction)) read = undone(read, made);
  }
  return read;
}

function undone<Row extends Correctable>(row: Row, { fields, was, member }: MadeCorrection): Row {
  if (member !== undefined) {
    const members = row.members?.map((one, n) => (n === member - 1 ? { ...one, name: was.name ?? '' } : one));
    return members === undefined ? row : { ...row, members };
  }
  const rest = Object.fromEntries(Object.entries(row).filter(([field]) => !fields.some((one) => one === field)));
  return { ...(rest as Row), ...was };
}

export function withoutAsked<Row extends Correctable>(row: Row): Row {
  const { asked: _asked, ...rest } = row;
  return rest as Row;
}

/** Why what is printed is not corrected. */
export type CorrectionRejection =
  | PersonalRejection
  | { code: 'name-missing' }
  | { code: 'reason-missing' }
  | { code: 'correction-empty' }
  | { code: 'correction-not-asked'; asked?: number }
  | { code: 'second-person-needed' };

export type StatedCorrection = Personal & { readonly name?: string; readonly unit?: string; readonly reason: string };

/** Why a correction says nothing that could be printed. domain-rules 131. */
export function faultIn(receiver: ReceiverKind, said: StatedCorrection): CorrectionRejection | undefined {
  if (said.reason.trim() === '') return { code: 'reason-missing' };
  if (said.name?.trim() === '') return { code: 'name-missing' };
  const found = personalOf(receiver, said);
  if ('rejected' in found) return found.rejected;
  return fieldsOf(correctedTo(receiver, said)).length === 0 ? { code: 'correction-empty' } : undefined;
}

/** The fields of an event, of what has no fault. */
export const correctedTo = (receiver: ReceiverKind, { name, unit, ...said }: StatedCorrection): Printed => ({
  ...personalPart(receiver, said),
  ...(name === undefined ? {} : receiver === 'person' ? { name } : { title: name }),
  ...(unit === undefined || unit.trim() === '' ? {} : { unit }),
});

function personalPart(receiver: ReceiverKind, said: Personal): Personal {
  const found = personalOf(receiver, said);
  return 'rejected' in found ? {} : found.personal;
}

/** The last one that was asked, by whom, and whether it waits for a second person. */
export type CorrectionStanding = { readonly number: number; readonly by: string; readonly waits: boolean };

/** Why a correction cannot be confirmed by somebody. A later one takes the place of the one before it. */
export function faultInConfirming(
  asked: CorrectionStanding | undefined,
  correction: number,
  actor: string,
): CorrectionRejection | undefined {
  if (asked?.waits !== true) return { code: 'correction-not-asked' };
  if (asked.number !== correction) return { code: 'correction-not-asked', asked: asked.number };
  return asked.by === actor ? { code: 'second-person-needed' } : undefined;
}
