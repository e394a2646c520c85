import { noChange, type Decider } from '@xf/es';
import { entry, type EntryState } from '../entry/decide';
import { entryStream } from '../terms';
import type { SheetMark } from './command';
import { agrees, cellKey, sheetFold, type SheetState } from './decide.state';
import { sheetStream } from './events';

type Own = typeof entry;
type EntryGiven = Own extends Decider<infer _S, infer _C, infer _E, infer _R, infer G> ? G : never;
type EntryEvent = Own extends Decider<infer _S, infer _C, infer E, infer _R, infer _G> ? E : never;
type EntryRejection = Own extends Decider<infer _S, infer _C, infer _E, infer R, infer _G> ? R : never;
type Given = { readonly entry: EntryGiven; readonly sheet: SheetState };

/** A mark takes no seat: what stands beside an entry is not asked. */
const { beside: _seats, ...ofEntry } = entry;

/**
 * A cell of a sheet as a mark, decided as any typed mark is, once the sheet lets it count: not when the sheet has counted
 * it already (it may have been corrected since), and of a sheet typed twice not before the second typing says the same.
 * It goes into one batch with the typing, which is what refuses a sheet.
 */
export const sheetMark: Decider<EntryState, SheetMark, EntryEvent, EntryRejection, Given> = {
  ...ofEntry,
  stream: (command) => entryStream(command.competition, command.entry),
  async given(command, read) {
    const { competition, contest, sheet } = command;
    if (entry.given === undefined) throw new Error('an entry is decided in sight of its competition');
    return {
      entry: await entry.given(recordOf(command), read),
      sheet: await read(sheetFold, sheetStream(competition, contest, sheet)),
    };
  },
  decide(command, state, facts) {
    const { sheet } = facts.given;
    if (sheet.status === 'unknown' || sheet.recorded.has(cellKey(command))) return noChange;
    if (sheet.issued.double && !command.settled && !agreed(command, sheet, facts.actor)) return noChange;
    const coded = sheet.issued.rows.some((row) => row.entry === command.entry && row.code !== undefined);
    const record = { ...recordOf(command), ...(coded ? { coded: true as const } : {}) };
    return entry.decide(record, state, { ...facts, given: facts.given.entry });
  },
};

const agreed = (one: SheetMark, { first, second }: Extract<SheetState, { status: 'issued' }>, actor: string): boolean =>
  first !== undefined && second === undefined && first.by !== actor && agrees(first, one);

const recordOf = ({ type, competition, entry: id, criterion, slot, value }: SheetMark) => ({
  ...{ type, competition, entry: id, criterion, slot, value },
});
