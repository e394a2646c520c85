import { accept, noChange, reject, type Decider, type Decision, type Foldable } from '@xf/es';
import { organizationLevels, organizationStream, type OrganizationLevel } from '../terms';
import type { OrganizationCommand, OrganizationRejection } from './command';
import { organizationCodec, type OrganizationEvent } from './events';

export type OrganizationState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'registered';
      readonly name: string;
      readonly level: OrganizationLevel;
      readonly parent?: string;
      readonly path: readonly string[];
    };

/** Folding alone, for whoever reads where an organisation stands. */
export const organizationFold: Foldable<OrganizationState, OrganizationEvent> = {
  name: 'organization',
  codec: organizationCodec,
  initial: { status: 'unknown' },
  evolve(_state, event): OrganizationState {
    const { name, level, parent, path } = event;
    return { status: 'registered', name, level, path, ...(parent === undefined ? {} : { parent }) };
  },
};

/** `given` is the parent's state; undefined for a root. */
export const organization: Decider<
  OrganizationState,
  OrganizationCommand,
  OrganizationEvent,
  OrganizationRejection,
  OrganizationState | undefined
> = {
  ...organizationFold,
  stream: (command) => organizationStream(command.organization),
  given: async (command, read) =>
    command.parent === undefined ? undefined : read(organizationFold, organizationStream(command.parent)),
  decide(command, state, { given }) {
    const { organization: id, name, level, parent } = command;
    if (state.status === 'registered') {
      const same = state.name === name && state.level === level && state.parent === parent;
      return same ? noChange : reject({ code: 'organization-exists' });
    }
    return register(id, { name, level, parent }, given);
  },
};

type Asked = { readonly name: string; readonly level: OrganizationLevel; readonly parent: string | undefined };

function register(
  id: string,
  { name, level, parent }: Asked,
  above: OrganizationState | undefined,
): Decision<OrganizationEvent, OrganizationRejection> {
  const base = { type: 'OrganizationRegistered', organization: id, name, level } as const;
  if (parent === undefined) return accept({ ...base, path: [id] });
  if (above === undefined || above.status === 'unknown') return reject({ code: 'parent-unknown', parent });
  if (!isBelow(level, above.level)) return reject({ code: 'level-not-below-parent', parent: above.level });
  return accept({ ...base, parent, path: [...above.path, id] });
}

/** Only units stand below their like: a workshop below its factory. */
function isBelow(level: OrganizationLevel, parent: OrganizationLevel): boolean {
  if (level === 'unit') return true;
  return organizationLevels.indexOf(level) > organizationLevels.indexOf(parent);
}
