import { accept, noChange, untyped, type BatchItem, type Decider } from '@xf/es';
import { noticeStream, type NoticeEvent } from './events';
import { noticeFold, noticesOf, type NoticesState } from './rules.standing';

type NoteCorrection = {
  readonly type: 'NoteCorrection';
  readonly round: string;
  readonly nomination: string;
  /** Counted by the nomination. */
  readonly correction: number;
  /** The name or the unit is another one, and not the same written better. */
  readonly anew: boolean;
};

const noting: Decider<NoticesState, NoteCorrection, NoticeEvent, never> = {
  ...noticeFold,
  stream: ({ round }) => noticeStream(round),
  decide({ round, nomination, correction, anew }, state, { actor }) {
    if (noticesOf(state, nomination).length === 0) return noChange;
    return accept({ type: 'NomineeCorrected', round, nomination, correction, anew, by: actor });
  },
};

/** Goes beside a correction that holds: notices that list the nominee keep what was posted and know what changed since. domain-rules 38, 131. */
export const correctionNote = (said: Omit<NoteCorrection, 'type'>): BatchItem => ({
  decider: untyped(noting),
  command: { type: 'NoteCorrection', ...said } satisfies NoteCorrection,
});
