import type { ContestRow } from './project';
import { prizeOf } from './query';
import type { Cause, Changes, PlaceChange } from './query.changes';

/** Changes told with the answer to a command; the rest is at its `changesAt`. */
const toldMax = 100;

const words: Readonly<Record<Cause['type'], string>> = {
  EntrySubmitted: '报名',
  ScoreRecorded: '登记分数',
  CorrectionProposed: '提出更正',
  SpreadStands: '分差维持',
  ScoreCorrected: '更正分数',
  EntryWithdrawn: '退赛',
  EntryAbsent: '缺席',
  EntryCheckedIn: '签到',
  EntryDisqualified: '取消成绩',
  EntryVetoed: '一票否决',
  EntryZeroed: '记零分',
  EntryZeroLifted: '撤销记零分',
  EntryReinstated: '恢复参赛',
  CorrectionRefused: '不予更正',
  EntryChangeProposed: '提出变动',
  EntryChangeRefused: '不予变动',
  RulesRevised: '更改评分规则',
  ContestCancelled: '取消比赛',
  ContestMerged: '并入其他比赛',
  EntryAmendmentProposed: '提出更正名称、参赛数据或带入的积分',
  EntryAmended: '更正名称、参赛数据或带入的积分',
  EntryAmendmentRefused: '不予更正名称、参赛数据或带入的积分',
};

export type Told = { readonly contest: ContestRow } & Changes;

export const noneTold = { total: 0, rows: [], moves: [], prizes: [] };

export function toldView(told: Told, withRefs: boolean): object {
  const shown = { ...told, changes: told.changes.slice(0, toldMax) };
  return { total: told.changes.length, ...changesView(shown, withRefs) };
}

export const changesView = ({ contest, changes, moves, prizes }: Told, staff: boolean) => ({
  rows: changes.map((change) => rowView(change, staff)),
  moves: moves.map(({ board, from, to, by }) => ({ board, from, to, by, ...movedText(from, to, by) })),
  prizes: prizes.map((one) => ({ ...one, prizeName: prizeOf(contest, one.prize)?.name })),
});

const rowView = ({ why, ...row }: PlaceChange, staff: boolean): object => ({ ...row, why: whyView(why, staff) });

/**
 * Staff read which events; the public reads what happened, not where it stands or who said why. Why rules were changed
 * stands on every board.
 */
export const whyView = (why: PlaceChange['why'], staff: boolean): readonly object[] =>
  why.map(({ ref, reason, by, ...cause }) => ({
    ...cause,
    text: words[cause.type],
    ...(staff || cause.type === 'RulesRevised' ? { reason } : {}),
    ...(staff ? { ref, by } : {}),
  }));

function movedText(from: number, to: number, by: number): { readonly zh: string; readonly en: string } {
  const [zh, en] = from === to ? [`第 ${from} 名`, `rank ${from}`] : [`第 ${from}–${to} 名`, `ranks ${from} to ${to}`];
  const n = Math.abs(by);
  return by < 0
    ? { zh: `${zh}前移 ${n} 名`, en: `${en} move up by ${n}` }
    : { zh: `${zh}后移 ${n} 名`, en: `${en} move down by ${n}` };
}
