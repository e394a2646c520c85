import { assertNever, type Instant, type Place, type Projection } from '@xf/es';
import { sanctionCodec, type SanctionEvent, type SanctionRecorded } from './events';

export type SanctionRow = Omit<SanctionRecorded, 'type'> & {
  readonly status: 'pending' | 'effective' | 'lifted';
  readonly at: Instant;
  readonly judge?: string;
  readonly signedAt?: Instant;
  readonly lifted?: { readonly reason: string; readonly appeal: string; readonly by: string; readonly at: Instant };
};

export const sanctionKey = (competition: string, sanction: string): string => `sanction/${competition}/${sanction}`;
export const sanctionsSet = (competition: string, contest: string): string => `sanctions/${competition}/${contest}`;

/** Sanctions as staff see them: by contest, in the order in which they happened. */
export const sanctions: Projection<SanctionEvent, SanctionRow> = {
  name: 'sanctions',
  version: 1,
  codec: sanctionCodec,
  keys: ({ event }) => [sanctionKey(event.competition, event.sanction)],
  fold(row, { event, validAt, recordedAt }): SanctionRow | undefined {
    if (event.type === 'SanctionRecorded') {
      const { type: _type, ...recorded } = event;
      return { ...recorded, status: 'pending', at: validAt };
    }
    if (row === undefined) return undefined;
    switch (event.type) {
      case 'SanctionSigned':
        return { ...row, status: 'effective', judge: event.judge, signedAt: recordedAt };
      case 'SanctionLifted': {
        const { reason, appeal, by } = event;
        return { ...row, status: 'lifted', lifted: { reason, appeal, by, at: recordedAt } };
      }
      default:
        return assertNever(event);
    }
  },
  places: (row): readonly Place[] => [
    { set: sanctionsSet(row.competition, row.contest), sort: String(row.at).padStart(15, '0') },
  ],
};
