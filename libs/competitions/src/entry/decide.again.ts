import { noChange, openText, reject, type Facts } from '@xf/es';
import { sameNumber } from '../terms';
import type { SubmitEntry } from './command';
import type { Answer, EntryState, Known, Submitted } from './decide.state';

type Names = Pick<Facts, 'opened'>;

/** The sealed parts of an entry that is sent once more. */
export function comparedWith(state: EntryState): readonly string[] {
  if (state.status === 'unknown') return [];
  const { name, phone, members = [] } = state.submitted;
  return [name, phone, ...members.map((member) => member.name)].filter((text) => text !== undefined);
}

/**
 * The same entry sent twice counts once; the same number for another entry, or for other words about it, is a conflict that
 * says which, so that nobody takes for registered what is not. Names and telephones are compared as they were given,
 * opened for this decision alone; those of a person who was erased since are not compared. What an advancing entry carries
 * along is not compared either: it follows from its source. domain-rules 132.
 */
export function sameAgain(command: SubmitEntry, { submitted }: Known, names: Names): Answer {
  const fields: string[] = (['subject', 'group', 'unit', 'kind'] as const).filter(
    (field) => submitted[field] !== command[field],
  );
  if (!fields.includes('subject')) {
    for (const field of ['name', 'phone'] as const) if (isOther(submitted, command, field, names)) fields.push(field);
  }
  if (!haveSameMembers(submitted, command, names)) fields.push('members');
  if (command.from === undefined && !haveSameAttributes(submitted, command)) fields.push('attributes');
  return fields.length === 0 ? noChange : reject({ code: 'entry-differs', number: command.number, fields });
}

function isOther(submitted: Submitted, command: SubmitEntry, field: 'name' | 'phone', names: Names): boolean {
  const sent = command[field];
  const kept = submitted[field];
  // A team or a unit is its name, and has it in the open.
  if (field === 'name' && kept === undefined) return submitted.title !== sent;
  if (kept === undefined) return sent !== undefined;
  const known = openText(names, kept);
  return known !== undefined && known !== sent;
}

type Membered = Pick<SubmitEntry, 'members'>;

function haveSameMembers({ members: kept = [] }: Membered, { members: sent = [] }: Membered, names: Names): boolean {
  const known = kept.map(({ person, name }) => ({ person, name: openText(names, name) }));
  const erased = new Set(known.flatMap(({ person, name }) => (name === undefined ? [person] : [])));
  const text = (list: typeof known): string => JSON.stringify(list.map(({ person, name }) => [person, name]));
  return (
    text(known.filter(({ person }) => !erased.has(person))) === text(sent.filter(({ person }) => !erased.has(person)))
  );
}

type Attributed = Pick<SubmitEntry, 'attributes'>;

function haveSameAttributes({ attributes: kept = {} }: Attributed, { attributes: sent = {} }: Attributed): boolean {
  const all = new Set([...Object.keys(kept), ...Object.keys(sent)]);
  return [...all].every((name) => {
    const [a, b] = [kept[name], sent[name]];
    return a !== undefined && b !== undefined && sameNumber(a, b);
  });
}
