import { assertNever, type Instant, type Place, type Projection } from '@xf/es';
import { appealCodec, type AppealEvent, type AppealFiled, type Outcome } from './events';

export type AppealRow = Omit<AppealFiled, 'type'> & {
  readonly status: 'filed' | 'withdrawn' | 'decided';
  readonly receivedAt: Instant;
  readonly recordedAt: Instant;
  /** How it ended; `at` is when that was recorded. */
  readonly end?: { readonly reason: string; readonly by: string; readonly at: Instant };
  readonly decision?: {
    readonly outcome: Outcome;
    readonly clause: string;
    readonly corrections: readonly string[];
  };
};

export const appealKey = (competition: string, appeal: string): string => `appeal/${competition}/${appeal}`;
export const appealsSet = (competition: string, contest: string): string => `appeals/${competition}/${contest}`;

/** Appeals as staff see them: by contest, in the order in which they were received. */
export const appeals: Projection<AppealEvent, AppealRow> = {
  name: 'appeals',
  version: 1,
  codec: appealCodec,
  keys: ({ event }) => [appealKey(event.competition, event.appeal)],
  fold(row, { event, validAt, recordedAt }): AppealRow | undefined {
    if (event.type === 'AppealFiled') {
      const { type: _type, ...filed } = event;
      return { ...filed, status: 'filed', receivedAt: validAt, recordedAt };
    }
    if (row === undefined) return undefined;
    const { reason, by } = event;
    const end = { reason, by, at: recordedAt };
    switch (event.type) {
      case 'AppealWithdrawn':
        return { ...row, status: 'withdrawn', end };
      case 'AppealDecided': {
        const { outcome, clause, corrections } = event;
        return { ...row, status: 'decided', end, decision: { outcome, clause, corrections } };
      }
      default:
        return assertNever(event);
    }
  },
  places: (row): readonly Place[] => [
    { set: appealsSet(row.competition, row.contest), sort: String(row.receivedAt).padStart(15, '0') },
  ],
};
