import { organizationFold, organizationStream } from '@xf/access';
import { sealedParts, untyped, type BatchItem, type Engine, type ViewReader } from '@xf/es';
import { honour } from '../honour/decide';
import type { KeepHonourName } from '../honour/command';
import type { RollRow } from '../roll/project';
import { honoursOf } from '../roll/query';
import { erasingFold } from './decide';
import { erasingStream } from './events';
import { defaultErasurePolicy, groundFor, type ErasurePolicy } from './rules';
import type { Keepable } from './rules.fields';

type Log = Pick<Engine, 'store' | 'states'>;

/** The policy an organisation goes by: its own, or the nearest above it, or the one that keeps nothing. */
export async function policyOver({ store, states }: Log, organization: string): Promise<ErasurePolicy> {
  const { state } = await states.load(store, organizationFold, organizationStream(organization));
  const path = state.status === 'unknown' ? [organization] : state.path;
  for (const at of [...path].reverse()) {
    const { state: found } = await states.load(store, erasingFold, erasingStream(at));
    if (found.policy !== undefined) return found.policy.document;
  }
  return defaultErasurePolicy;
}

export type KeptOrNot = { readonly row: RollRow; readonly ground: string | undefined };

/** Every honour of a person, and by which law its name stays; undefined where it goes. */
export async function honoursUnder(
  log: Log,
  view: ViewReader<RollRow>,
  subject: string,
): Promise<readonly KeptOrNot[]> {
  const found: KeptOrNot[] = [];
  for (const row of honoursOf(view, subject)) {
    const policy = await policyOver(log, row.organization);
    found.push({ row, ground: groundFor(policy, fields[row.source], row.revoked !== undefined) });
  }
  return found;
}

const fields = {
  conferred: 'HonourConferred.name',
  registered: 'HonourRegistered.name',
  instant: 'InstantHonourConferred.name',
} as const satisfies Record<RollRow['source'], Keepable>;

/** What an erasure does about the names on a person's honours. */
export type KeptNames = {
  /** Seals names anew, under a key that outlives the person's. One item an award. */
  readonly kept: readonly BatchItem[];
  /** Keys of names that were kept before and of which some no longer stay. */
  readonly keepers: readonly string[];
  /** How many names stay readable. */
  readonly names: number;
};

/**
 * What stays of a person's honours by the policies of today, and what stayed before and no longer does. One key holds all
 * that stayed together: where one of the names goes, the others are sealed anew under the next key, and that one goes.
 */
export async function keptNames(engine: Engine, view: ViewReader<RollRow>, subject: string): Promise<KeptNames> {
  const honours = await honoursUnder(engine, view, subject);
  const readable = await readableNames(engine, honours);
  const keepers = new Set(
    readable.flatMap(({ ground, key }) => (ground === undefined && key !== subject ? [key] : [])),
  );
  const last = Math.max(0, ...honours.map(({ row }) => generationOf(subject, keyOf(row))));
  const keeper = keeperOf(subject, keepers.size > 0 ? last + 1 : Math.max(last, 1));
  const staying = readable.filter(({ ground }) => ground !== undefined);
  const commands = new Map<string, KeepHonourName>();
  for (const { row, ground = '', key, name } of staying) {
    if (key !== subject && !keepers.has(key)) continue;
    const { award } = row;
    const revision = Number(row.ref.slice(row.ref.lastIndexOf('@') + 1));
    const marked = [...(commands.get(award)?.honours ?? []), { revision }];
    commands.set(award, { type: 'KeepHonourName', award, subject, keeper, name, ground, honours: marked });
  }
  const kept = [...commands.values()].map((command) => ({ decider: untyped(honour), command }));
  return { kept, keepers: [...keepers], names: staying.length };
}

/** The keys that hold what stays of a person, one after the other: what was destroyed is never used again. */
const keeperOf = (subject: string, generation: number): string =>
  generation === 1 ? `${subject}~honour` : `${subject}~honour~${generation}`;

function generationOf(subject: string, key: string | undefined): number {
  if (key === undefined || key === subject) return 0;
  return key === keeperOf(subject, 1) ? 1 : Number(key.slice(keeperOf(subject, 1).length + 1));
}

const keyOf = ({ name }: RollRow): string | undefined => (name === undefined ? undefined : sealedParts(name)?.subject);

/** Those of the honours whose name can be read now, with the key it is under. */
export async function readableNames({ vault }: Pick<Engine, 'vault'>, honours: readonly KeptOrNot[]) {
  const sealed = honours.flatMap((one) => {
    const [key, text] = [keyOf(one.row), one.row.name];
    return key === undefined || text === undefined ? [] : [{ ...one, key, text }];
  });
  const names = await vault.reveal(sealed.map(({ text }) => text));
  return sealed.flatMap((one, n) => {
    const name = names[n];
    return name === undefined ? [] : [{ ...one, name }];
  });
}
