import { organizationFold, organizationStream, type OrganizationState } from '@xf/access';
import { accept, assertNever, noChange, reject, untyped, type Decider, type Decision, type Instant } from '@xf/es';
import { barRefused, clearingRefused } from '../bars';
import { attributesRefused, dayRefused, textsRefused } from '../checks';
import { saidOn, type Bar } from '../history';
import { unitAttributes, unitStream, type Attribute } from '../terms';
import type { RegisterUnit, UnitCommand, UnitRejection } from './command';
import type { UnitEvent } from './events';
import { attributesOf, unitFold, type KnownUnit, type UnitState } from './events.fold';

type Answer = Decision<UnitEvent, UnitRejection>;

/** Why nobody can be in a unit from now on; undefined when somebody can. */
export function unitRefused(
  unit: string,
  at: UnitState | undefined,
): Extract<UnitRejection, { code: 'unit-unknown' | 'unit-merged' }> | undefined {
  if (at === undefined || at.status === 'unknown') return { code: 'unit-unknown', unit };
  return at.status === 'merged' ? { code: 'unit-merged', unit, into: at.successor.unit } : undefined;
}

/** `given` is the organisation a unit is registered at; undefined for every other command. */
export const unit: Decider<UnitState, UnitCommand, UnitEvent, UnitRejection, OrganizationState | undefined> = {
  ...unitFold,
  stream: (command) => unitStream(command.unit),
  given: async (command, read) =>
    command.type === 'RegisterUnit' ? read(organizationFold, organizationStream(command.organization)) : undefined,
  decide(command, state, { given, now }) {
    if (command.type === 'RegisterUnit') return register(command, state, given);
    if (state.status === 'unknown') return reject({ code: 'unit-unknown', unit: command.unit });
    const refused = wordsRefused(command, now);
    if (refused !== undefined) return reject(refused);
    if (command.type === 'MergeUnit') return merge(command, state);
    if (state.status === 'merged') {
      return reject({ code: 'unit-merged', unit: command.unit, into: state.successor.unit });
    }
    return change(command, state);
  },
  beside: (command, state) =>
    command.type === 'MergeUnit' ? [{ decider: untyped(unit), command: takeOverOf(command, state.bars) }] : [],
};

type Merge = Extract<UnitCommand, { type: 'MergeUnit' }>;

/** Bars keep their days; their ids say where they came from, so that two units may have numbered alike. */
const takeOverOf = ({ unit: from, into, on, document }: Merge, bars: readonly Bar[]): UnitCommand => ({
  ...{ type: 'TakeOverUnit', unit: into, from, on, document },
  bars: bars.map((one) => ({ ...one, bar: `${from}~${one.bar}` })),
});

function register(command: RegisterUnit, state: UnitState, at: OrganizationState | undefined): Answer {
  const { unit: id, organization, name, kind, ownership, industry, region, attributes } = command;
  const said = { ...(ownership && { ownership }), ...(industry && { industry }), ...(region && { region }) };
  const refused =
    textsRefused({ unit: id, name, ownership, industry, region }) ?? attributesRefused(attributes) ?? owned(attributes);
  if (refused !== undefined) return reject(refused);
  if (at?.status !== 'registered') return reject({ code: 'organization-unknown', organization });
  const base = { type: 'UnitRegistered', unit: id, organization, path: at.path, name, kind } as const;
  const event = { ...base, ...said, attributes };
  if (state.status === 'unknown') return accept(event);
  return sameRegistration(state, event) ? noChange : reject({ code: 'unit-exists' });
}

/** What has a field of its own is not said a second time beside it. */
function owned(attributes: readonly Attribute[]): UnitRejection | undefined {
  const at = attributes.findIndex(({ attribute }) => unitAttributes.some((key) => key === attribute));
  const one = attributes[at];
  return one && { code: 'attribute-repeated', at, attribute: one.attribute };
}

function sameRegistration(state: KnownUnit, event: Extract<UnitEvent, { type: 'UnitRegistered' }>): boolean {
  const known = state.attributes.filter(({ on }) => on === undefined);
  const first = state.names.find(({ on }) => on === undefined)?.name;
  return (
    state.organization === event.organization &&
    first === event.name &&
    JSON.stringify(known) === JSON.stringify(attributesOf(event))
  );
}

function wordsRefused(command: Exclude<UnitCommand, RegisterUnit>, now: Instant): UnitRejection | undefined {
  const day = dayRefused(command.on, now);
  if (day !== undefined || command.type === 'TakeOverUnit') return day;
  const { type } = command;
  if (type === 'StateUnitAttributes') return attributesRefused(command.attributes, 'kind');
  const more = type === 'RenameUnit' ? { name: command.name } : type === 'RecordUnitBar' ? { note: command.note } : {};
  return textsRefused({ document: command.document, ...more });
}

function merge({ unit: id, into, on, document }: Merge, state: Exclude<UnitState, { status: 'unknown' }>): Answer {
  if (into === id) return reject({ code: 'merged-into-itself' });
  if (state.status === 'registered') return accept({ type: 'UnitMerged', unit: id, into, on, document });
  const { successor } = state;
  const same = successor.unit === into && successor.on === on && successor.document === document;
  return same ? noChange : reject({ code: 'unit-merged', unit: id, into: successor.unit });
}

function change(
  command: Exclude<UnitCommand, RegisterUnit | Merge>,
  state: Extract<UnitState, { status: 'registered' }>,
): Answer {
  const { unit: id, on } = command;
  switch (command.type) {
    case 'RenameUnit': {
      const { name, document } = command;
      const last = state.names.findLast((one) => one.on === on);
      const same = last?.name === name && last.document === document;
      return same ? noChange : accept({ type: 'UnitRenamed', unit: id, name, on, document });
    }
    case 'TakeOverUnit': {
      const { from, document, bars } = command;
      return accept({ type: 'UnitTakenOver', unit: id, from, bars, on, document });
    }
    case 'StateUnitAttributes': {
      const { attributes } = command;
      return saidOn(state.attributes, attributes, on)
        ? noChange
        : accept({ type: 'UnitAttributesStated', unit: id, attributes, on });
    }
    case 'RecordUnitBar': {
      const { bar, kind, document, note } = command;
      const refused = barRefused(state.bars, { bar, kind, on, document });
      if (refused !== undefined) return refused === 'same' ? noChange : reject(refused);
      const said = { type: 'UnitBarRecorded', unit: id, bar, kind, on, document } as const;
      return accept(note === undefined ? said : { ...said, note });
    }
    case 'ClearUnitBar': {
      const { bar, document } = command;
      const refused = clearingRefused(state.bars, { bar, on, document });
      if (refused !== undefined) return refused === 'same' ? noChange : reject(refused);
      return accept({ type: 'UnitBarCleared', unit: id, bar, on, document });
    }
    default:
      return assertNever(command);
  }
}
