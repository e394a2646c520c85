import { assertNever, type Instant, type Place, type Projection } from '@xf/es';
import { padded } from '../terms';
import { lastMinuteOf } from './rules.standing';
import { noticeCodec, type NoticeEvent, type ObjectionFiled, type Outcome } from './events';

type Verification = Extract<NoticeEvent, { type: 'ObjectionVerified' }>;

export type ObjectionRow = Omit<ObjectionFiled, 'type'> & {
  readonly status: 'open' | 'resolved' | 'abandoned';
  readonly receivedAt: Instant;
  readonly recordedAt: Instant;
  readonly answer?: Pick<Verification, 'finding' | 'signedBy' | 'signedOn' | 'document' | 'by'>;
  readonly end?: { readonly outcome?: Outcome; readonly reason?: string; readonly by?: string; readonly at: Instant };
};

const objectionKey = (round: string, objection: string): string => `objection/${round}/${objection}`;
export const objectionsSet = (round: string, notice: string): string => `objections/${round}/${notice}`;
/** Those without a signed answer that hold somebody, the earliest term first. */
export const dueSet = 'objections-due';

/** Objections as those see them who look into them: by notice, in the order in which they were received. */
export const objections: Projection<NoticeEvent, ObjectionRow> = {
  name: 'objections',
  version: 1,
  codec: noticeCodec,
  keys({ event }) {
    if (event.type === 'NoticeYearAdded')
      return event.terms.map(({ objection }) => objectionKey(event.round, objection));
    return 'objection' in event ? [objectionKey(event.round, event.objection)] : [];
  },
  fold(row, { event, validAt, recordedAt }): ObjectionRow | undefined {
    if (event.type === 'ObjectionFiled') {
      const { type: _type, ...filed } = event;
      return { ...filed, status: 'open', receivedAt: validAt, recordedAt };
    }
    if (row === undefined) return undefined;
    switch (event.type) {
      case 'NoticeYearAdded': {
        const answerBy = event.terms.find(({ objection }) => objection === row.objection)?.answerBy;
        return answerBy === undefined ? row : { ...row, answerBy };
      }
      case 'ObjectionVerified': {
        const { finding, signedBy, signedOn, document, by } = event;
        return { ...row, answer: { finding, signedBy, signedOn, document, by } };
      }
      case 'ObjectionResolved': {
        const { outcome, reason, by } = event;
        return { ...row, status: 'resolved', end: { outcome, reason, by, at: recordedAt } };
      }
      case 'NominationAbandoned':
        return { ...row, status: 'abandoned', end: { at: recordedAt } };
      case 'NoticeRulesPinned':
      case 'NoticeOpened':
      case 'NoticeClosed':
      case 'NoticeReopened':
      case 'NomineeCorrected':
        return row;
      default:
        return assertNever(event);
    }
  },
  places(row): readonly Place[] {
    const listed = { set: objectionsSet(row.round, row.notice), sort: padded(row.receivedAt, 15) };
    const { answer, status } = row;
    const end = lastMinuteOf(row);
    if (end === undefined || answer !== undefined || status !== 'open') return [listed];
    return [listed, { set: dueSet, sort: padded(end, 15) }];
  },
};
