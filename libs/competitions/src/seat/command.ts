import type { SeatHolder } from './events';

type On = { competition: string; holder: string; entry: string };

export type SeatCommand =
  | (On & {
      type: 'TakeSeat';
      contest: string;
      of: SeatHolder;
      /** The entry's number in its contest, told to whoever finds no seat left. */
      number: string;
      /** Seats the rule document grants this holder, at least one. */
      seats: number;
      /** Which member of the entry, counted from 0; absent for who enters. */
      member?: number;
    })
  | (On & { type: 'LeaveSeat' });

export type SeatRejection =
  /** `entries`: the numbers of the unit's entries. */
  | { code: 'unit-full'; seats: number; entries: readonly string[] }
  /** `entries`: the numbers under which the person has entered. */
  | { code: 'person-full'; seats: number; entries: readonly string[] }
  /** `number`: the team they are in already. */
  | { code: 'member-elsewhere'; member: number; number: string };
