import { organizationFold, organizationStream } from '@xf/access';
import { revealOne, untyped, type BatchItem, type Engine, type ViewReader } from '@xf/es';
import { honour } from '../honour/decide';
import type { KeepHonourName } from '../honour/command';
import type { RollRow } from '../roll/project';
import { honoursOf } from '../roll/query';
import { erasingFold } from './decide';
import { erasingStream } from './events';
import { defaultErasurePolicy, groundFor, type ErasurePolicy } from './rules';

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
    const field = row.source === 'conferred' ? 'HonourConferred.name' : 'HonourRegistered.name';
    found.push({ row, ground: groundFor(policy, field) });
  }
  return found;
}

/** What seals the names anew that stay, under a key of their own that outlives the person's. One item an award. */
export async function keptNames(
  engine: Engine,
  view: ViewReader<RollRow>,
  subject: string,
): Promise<readonly BatchItem[]> {
  const commands = new Map<string, KeepHonourName>();
  for (const { row, ground } of await honoursUnder(engine, view, subject)) {
    if (ground === undefined || row.name === undefined) continue;
    const name = await revealOne(engine.vault, row.name);
    if (name === undefined) continue;
    const { award } = row;
    const honours = [
      ...(commands.get(award)?.honours ?? []),
      { revision: Number(row.ref.slice(row.ref.lastIndexOf('@') + 1)) },
    ];
    commands.set(award, { type: 'KeepHonourName', award, subject, name, ground, honours });
  }
  return [...commands.values()].map((command) => ({ decider: untyped(honour), command }));
}
