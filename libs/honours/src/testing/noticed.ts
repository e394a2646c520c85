import { minuteAt } from '@xf/calendar';
import { specFor } from '@xf/es/testing';
import { roundFold } from '../round/rules';
import type { NominationState } from '../nomination/rules';
import { medal, openRound, recommended } from './examples';
import { noticeRules } from './notices';
import { hashAwardDocument } from '../award/rules';
import type { FileObjection, NoticeCommand, OpenNotice, VerifyObjection } from '../notice/command';
import { notices, type NoticeGiven } from '../notice/decide';
import type { NoticeEvent, Window } from '../notice/events';
import { hashNoticeDocument, type NoticeDocument } from '../notice/rules';
import { entryStatus } from '../notice/rules.standing';

export const at = (time: string): number => Date.parse(`${time}+08:00`);
export const round = 'r2026';
export const nominee = (subject: string, status: 'open' | 'withdrawn' = 'open'): NominationState => ({
  status,
  proposed: { award: 'medal', receiver: 'person', subject, basis: recommended },
});
export const ids = Array.from({ length: 30 }, (_, n) => `n${n + 1}`);
const { type: _type, ...opening } = openRound();
export const content = opening;
export const given: NoticeGiven = {
  round: roundFold.evolve(
    roundFold.initial,
    {
      type: 'RoundOpened',
      ...content,
      awards: [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }],
    },
    0,
  ),
  desks: new Map(ids.map((id) => [id, { seats: [], path: ['d1', 'street', 'u7'] }])),
  nominations: new Map([...ids.map((id) => [id, nominee(`p-${id}`)] as const), ['gone', nominee('x', 'withdrawn')]]),
};
export const spec = specFor(notices, { given, now: at('2024-03-12T09:00:00') });

export const pinned = (document: NoticeDocument = noticeRules): NoticeEvent => ({
  ...{ type: 'NoticeRulesPinned', round, hash: hashNoticeDocument(document), document, by: 'tester' },
});
export const open = (over: Partial<OpenNotice> = {}): OpenNotice => ({
  ...{
    type: 'OpenNotice',
    round,
    notice: 'base1',
    organization: 'u7',
    level: 'base',
    title: '公示',
    text: '电话 68591234',
  },
  postedOn: '2024-03-12',
  nominees: [{ nomination: 'n1', details: [{ field: 'post', value: '班长' }] }],
  ...over,
});
export const window: Window = {
  postedOn: '2024-03-12',
  days: ['2024-03-12', '2024-03-13', '2024-03-14', '2024-03-15', '2024-03-18'],
  closesAt: minuteAt('2024-03-18'),
  shownUntil: '2024-03-18',
};
export const at17 = { ...window, closesAt: minuteAt('2024-03-18', '17:00') };
export const opened = (over: Partial<Extract<NoticeEvent, { type: 'NoticeOpened' }>> = {}): NoticeEvent => ({
  ...{
    type: 'NoticeOpened',
    round,
    notice: 'base1',
    organization: 'u7',
    level: 'base',
    title: '公示',
    text: '电话 68591234',
  },
  entries: [
    { nomination: 'n1', award: 'medal', subject: 'p-n1', details: [{ subject: 'p-n1', field: 'post', value: '班长' }] },
  ],
  window,
  by: 'tester',
  ...over,
});
export const listing = (nominations: readonly string[]) =>
  nominations.map((nomination) => ({ nomination, award: 'medal', subject: `p-${nomination}`, details: [] }));
export const closed = (notice = 'base1'): NoticeEvent => ({ type: 'NoticeClosed', round, notice, by: 'tester' });
export const province = (over: Partial<OpenNotice> = {}) =>
  open({
    ...{ notice: 'prov', organization: 'street', level: 'province' },
    nominees: [{ nomination: 'n1', details: [] }],
    ...over,
  });
export const provincial = opened({
  notice: 'prov',
  organization: 'street',
  level: 'province',
  entries: listing(['n1']),
  window: at17,
});
export const reopened: Extract<NoticeEvent, { type: 'NoticeReopened' }> = {
  type: 'NoticeReopened',
  round,
  notice: 'base1',
  reason: '名单有误',
  window: {
    postedOn: '2024-03-18',
    days: ['2024-03-18', '2024-03-19', '2024-03-20', '2024-03-21', '2024-03-22'],
    closesAt: minuteAt('2024-03-22'),
    shownUntil: '2024-03-22',
  },
  by: 'tester',
};

export const letter: FileObjection = {
  ...{ type: 'FileObjection', round, notice: 'base1', objection: 'o1', number: '异-1', nomination: 'n1' },
  ...{ way: 'letter', from: 'person', person: 'q1', name: '赵举报', contact: '13812345678', sealed: false },
  about: '考勤不实',
};
export const filed = (over: object = {}): NoticeEvent => {
  const { type: _filing, sealed: _sealed, receivedAt: _at, ...kept } = letter;
  const facts = { subject: 'p-n1', late: false, blocking: true, by: 'tester' };
  return { type: 'ObjectionFiled', ...kept, ...facts, answerBy: minuteAt('2024-03-15', '17:00'), ...over };
};
export const on = { round, notice: 'base1', objection: 'o1' } as const;
export const answer: VerifyObjection = {
  ...{ type: 'VerifyObjection', ...on, finding: '考勤属实', signer: 's1', signedBy: '钱书记' },
  ...{ signedOn: '2024-03-15', document: '核〔2024〕1号' },
};
const { type: _verify, ...answered } = answer;
export const verified: Extract<NoticeEvent, { type: 'ObjectionVerified' }> = {
  ...{ type: 'ObjectionVerified', ...answered, nomination: 'n1', subject: 'p-n1', by: 'tester' },
};
export const settle = (outcome: 'kept' | 'adjusted' | 'cancelled'): NoticeCommand => ({
  ...{ type: 'ResolveObjection', ...on, outcome, reason: '经核实' },
});
export const resolved = (
  outcome: 'kept' | 'adjusted' | 'cancelled',
  objection = 'o1',
  nomination = 'n1',
): NoticeEvent => ({
  ...{ type: 'ObjectionResolved', ...on, objection, nomination, outcome, reason: '经核实', by: 'committee' },
});
export const abandoned: NoticeEvent = {
  ...{ type: 'NominationAbandoned', ...on, nomination: 'n1', answerBy: minuteAt('2024-03-15', '17:00') },
};
export const stateOf = (...events: readonly NoticeEvent[]) =>
  events.reduce((state, event) => notices.evolve(state, event, 0), notices.initial);
export const statusOf = (nomination: string, ...events: readonly NoticeEvent[]) => {
  const state = stateOf(...events);
  return entryStatus(state, state.notices.get('base1')!, nomination);
};
/** Withdrawals that would be recorded beside a command. */
export const besideIn = (world: NoticeGiven, command: NoticeCommand, ...events: readonly NoticeEvent[]) =>
  notices.beside!(command, stateOf(...events), world).map((item) => item.command);
export const beside = (command: NoticeCommand, ...events: readonly NoticeEvent[]) =>
  besideIn(given, command, ...events);
