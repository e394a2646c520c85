import { accept, assertNever, noChange, reject, type Decider } from '@xf/es';
import { mayEnter } from '@xf/rules';
import type { SeatCommand, SeatRejection } from './command';
import { seatCodec, seatStream, type SeatEvent } from './events';

/** Entries that hold a seat: id → contest and number. */
export type SeatState = ReadonlyMap<string, { readonly contest: string; readonly number: string }>;

/**
 * How many entries of a unit, or teams of a person, stand in a contest. Entries are streams of their own; each that takes
 * or leaves a seat does so in one append with this stream, so of two that want the last one the second finds it taken.
 */
export const seat: Decider<SeatState, SeatCommand, SeatEvent, SeatRejection> = {
  name: 'seat',
  codec: seatCodec,
  stream: ({ competition, holder }) => seatStream(competition, holder),
  initial: new Map(),
  evolve(state, event): SeatState {
    const held = new Map(state);
    switch (event.type) {
      case 'SeatTaken':
        return held.set(event.entry, { contest: event.contest, number: event.number });
      case 'SeatLeft':
        held.delete(event.entry);
        return held;
      default:
        return assertNever(event);
    }
  },
  decide(command, state) {
    const own = state.get(command.entry);
    const { competition, holder, entry } = command;
    switch (command.type) {
      case 'TakeSeat': {
        const { contest, of, number, seats, member } = command;
        if (own !== undefined) return noChange;
        if (mayEnter({ entriesPerUnit: seats }, state.size))
          return accept({ type: 'SeatTaken', competition, contest, holder, entry, of, number });
        const entries = [...state.values()].map((one) => one.number).sort();
        if (of === 'unit') return reject({ code: 'unit-full', seats, entries });
        if (member === undefined) return reject({ code: 'person-full', seats, entries });
        return reject({ code: 'member-elsewhere', member, number: entries[0] ?? '' });
      }
      case 'LeaveSeat':
        return own === undefined
          ? noChange
          : accept({ type: 'SeatLeft', competition, contest: own.contest, holder, entry });
      default:
        return assertNever(command);
    }
  },
};
