import { untyped, type BatchItem } from '@xf/es';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import type { SanctionCommand } from './command';
import { sanction } from './decide';
import type { SanctionRecorded } from './events';

type Recorded = Omit<SanctionRecorded, 'type' | 'name'>;

const sanctionItem = (command: SanctionCommand): BatchItem => ({ decider: untyped(sanction), command });
const entryItem = (command: EntryCommand): BatchItem => ({ decider: untyped(entry), command });

/**
 * The signature, and what the sanction then does to its entry: all of it or nothing. Signed before, it has done so already.
 * domain-rules 86.
 */
export function signing(recorded: Recorded, kindName: string, isSigned = false): readonly BatchItem[] {
  const { competition, sanction: id, entry: against, deduction, reason, clause } = recorded;
  const items: BatchItem[] = [sanctionItem({ type: 'SignSanction', competition, sanction: id })];
  if (against === undefined || isSigned) return items;
  const on = { competition, entry: against };
  const because = `${kindName}：${reason}（${clause}）`;
  if (recorded.effect === 'zero') items.push(entryItem({ type: 'ZeroEntry', ...on, reason: because, sanction: id }));
  if (recorded.effect === 'disqualify')
    items.push(entryItem({ type: 'DisqualifyEntry', ...on, reason: because, sanction: id, decided: true }));
  if (deduction !== undefined) items.push(entryItem({ type: 'RecordScore', ...on, ...deduction, deducted: because }));
  return items;
}

/**
 * The end of a sanction that an appeal lifted. An entry that is out for it competes again, one that has
 * 0 for it has its total back; marks it took off are taken back. Who
 * filed and who decided are two people already. One that nobody had signed leaves nothing to undo.
 */
export function lifting(
  recorded: Recorded,
  isSigned: boolean,
  because: { readonly reason: string; readonly appeal: string },
): readonly BatchItem[] {
  const { competition, sanction: id, entry: against, deduction } = recorded;
  const { reason } = because;
  const items: BatchItem[] = [sanctionItem({ type: 'LiftSanction', competition, sanction: id, ...because })];
  if (against === undefined || !isSigned) return items;
  const on = { competition, entry: against, reason };
  if (recorded.effect === 'zero') items.push(entryItem({ type: 'LiftZero', ...on, sanction: id }));
  if (recorded.effect === 'disqualify')
    items.push(entryItem({ type: 'ReinstateEntry', ...on, sanction: id, decided: true }));
  if (deduction !== undefined) {
    const { criterion, slot } = deduction;
    items.push(entryItem({ type: 'VoidScore', ...on, criterion, slot, decided: true }));
  }
  return items;
}
