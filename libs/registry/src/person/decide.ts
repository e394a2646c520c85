import { accept, assertNever, noChange, reject, type Decider, type Decision, type Instant } from '@xf/es';
import { barRefused, clearingRefused } from '../bars';
import { attributesRefused, dayRefused, textsRefused, type CheckRejection } from '../checks';
import { saidOn } from '../history';
import { personStream, sealedAttributes, unitStream, type Attribute } from '../terms';
import { unitRefused } from '../unit/decide';
import { unitFold, type UnitState } from '../unit/events.fold';
import type { PersonCommand, PersonRejection, RegisterPerson } from './command';
import type { PersonEvent, SealedAttribute } from './events';
import { personFold, type PersonState } from './events.fold';

type Answer = Decision<PersonEvent, PersonRejection>;

/** `given` is the unit a person is registered in or moves to; undefined for every other command. */
export const person: Decider<PersonState, PersonCommand, PersonEvent, PersonRejection, UnitState | undefined> = {
  ...personFold,
  stream: (command) => personStream(command.person),
  given: async (command, read) =>
    command.type === 'RegisterPerson' || command.type === 'MovePerson'
      ? read(unitFold, unitStream(command.unit))
      : undefined,
  decide(command, state, { given, now }) {
    if (command.type === 'RegisterPerson') return register(command, state, given);
    if (state.status === 'unknown') return reject({ code: 'person-unknown' });
    const refused = wordsRefused(command, now);
    return refused === undefined ? change(command, state, given) : reject(refused);
  },
};

/** Somebody known is refused whatever the name, for a sealed one cannot be compared: nobody is registered over another. */
function register(command: RegisterPerson, state: PersonState, at: UnitState | undefined): Answer {
  const { person: id, name, unit, attributes } = command;
  if (state.status !== 'unknown') return reject({ code: 'person-exists' });
  const refused = textsRefused({ name }) ?? attributesRefused(attributes) ?? unitRefused(unit, at);
  if (refused !== undefined) return reject(refused);
  return accept({ type: 'PersonRegistered', person: id, name, unit, ...parted(id, attributes) });
}

/** What rules go by in the clear, the rest under the person's key. */
function parted(person: string, said: readonly Attribute[]) {
  const attributes: Attribute[] = [];
  const sealed: SealedAttribute[] = [];
  for (const { attribute, value } of said) {
    if (sealedAttributes.includes(attribute)) sealed.push({ person, attribute, value });
    else attributes.push({ attribute, value });
  }
  return sealed.length === 0 ? { attributes } : { attributes, sealed };
}

function wordsRefused(command: Exclude<PersonCommand, RegisterPerson>, now: Instant): CheckRejection | undefined {
  const day = dayRefused(command.on, now);
  if (day !== undefined) return day;
  switch (command.type) {
    case 'StatePersonAttributes':
      return attributesRefused(command.attributes);
    case 'RenamePerson':
      return textsRefused({ name: command.name, document: command.document });
    case 'RecordPersonBar':
      return textsRefused({ document: command.document, note: command.note });
    case 'MovePerson':
    case 'ClearPersonBar':
      return textsRefused({ document: command.document });
    default:
      return assertNever(command);
  }
}

function change(
  command: Exclude<PersonCommand, RegisterPerson>,
  state: PersonState,
  at: UnitState | undefined,
): Answer {
  const { person: id, on } = command;
  switch (command.type) {
    case 'RenamePerson':
      return accept({ type: 'PersonRenamed', person: id, name: command.name, on, document: command.document });
    case 'MovePerson': {
      const { unit, document } = command;
      const refused = unitRefused(unit, at);
      if (refused !== undefined) return reject(refused);
      const last = state.units.findLast((one) => one.on === on);
      if (last?.unit === unit && last.document === document) return noChange;
      const moved = { type: 'PersonMoved', person: id, unit, on } as const;
      return accept(document === undefined ? moved : { ...moved, document });
    }
    case 'StatePersonAttributes': {
      const { attributes } = command;
      if (saidOn(state.attributes, attributes, on)) return noChange;
      return accept({ type: 'PersonAttributesStated', person: id, on, ...parted(id, attributes) });
    }
    case 'RecordPersonBar': {
      const { bar, kind, document, note } = command;
      const refused = barRefused(state.bars, { bar, kind, on, document });
      if (refused !== undefined) return refused === 'same' ? noChange : reject(refused);
      const said = { type: 'PersonBarRecorded', person: id, bar, kind, on, document } as const;
      return accept(note === undefined ? said : { ...said, note });
    }
    case 'ClearPersonBar': {
      const { bar, document } = command;
      const refused = clearingRefused(state.bars, { bar, on, document });
      if (refused !== undefined) return refused === 'same' ? noChange : reject(refused);
      return accept({ type: 'PersonBarCleared', person: id, bar, on, document });
    }
    default:
      return assertNever(command);
  }
}
