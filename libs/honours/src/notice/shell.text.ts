import { maskIdNumber, maskName, maskPhone, problemOf } from '@xf/nest';
import { holdsIdNumber, withoutPhones, type Mask, type NoticeDocument } from './rules';
import { levelOf, windowOf, type NoticesState, type NoticeState } from './rules.standing';
import { noticeRefusals } from './shell.refusals';

/** A nominee with everything opened that a notice may show. */
export type Shown = {
  readonly nomination: string;
  readonly award: string;
  readonly awardTitle: string;
  readonly name: string;
  readonly unit?: string | undefined;
  readonly members?: readonly string[] | undefined;
  readonly details: ReadonlyMap<string, string>;
  /** What reads otherwise now than it was posted. */
  readonly corrected?: { readonly name?: string; readonly unit?: string; readonly members?: readonly string[] };
};

/** A notice as it is read: a row a nominee, in their order. */
export type NoticeText = {
  readonly notice: string;
  readonly level: string;
  readonly levelName: string | undefined;
  readonly title: string;
  readonly text: string;
  readonly from: string;
  readonly to: string | undefined;
  readonly shownUntil: string;
  readonly fields: readonly { readonly field: string; readonly name: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
};

const masks: Readonly<Record<Mask, (text: string) => string>> = {
  first: maskName,
  idNumber: maskIdNumber,
  phone: maskPhone,
};

/**
 * The notice as the public reads it: the fields of the document in their order, masked as it says, numbered throughout or
 * within each award. Throws a problem when anything in it looks like an identity number. domain-rules 41.
 */
export function noticeText(state: NoticesState, notice: NoticeState, nominees: readonly Shown[]): NoticeText {
  const { document } = state;
  if (document === undefined) throw new Error('a notice without rules');
  const { postedOn, days, closesAt: _closesAt, shownUntil } = windowOf(notice);
  const text = {
    notice: notice.notice,
    level: notice.level,
    levelName: levelOf(state, notice.level)?.name,
    title: notice.title,
    text: notice.text,
    from: postedOn,
    to: days[days.length - 1],
    shownUntil,
    fields: document.text.fields.map(({ field, name }) => ({ field, name })),
    rows: rowsOf(document, nominees),
  };
  if (holdsIdNumber(JSON.stringify(text))) throw problemOf(noticeRefusals, { code: 'text-holds-id', pointers: [] });
  return text;
}

function rowsOf({ text }: NoticeDocument, nominees: readonly Shown[]): NoticeText['rows'] {
  const counts = new Map<string, number>();
  return nominees.map((one) => {
    const list = text.numbering === 'whole' ? '' : one.award;
    const number = (counts.get(list) ?? 0) + 1;
    counts.set(list, number);
    const row: Record<string, unknown> = { number };
    const corrected: Record<string, unknown> = {};
    for (const { field, mask } of text.fields) {
      const shown = (values: readonly string[]): unknown => {
        const masked = values.map((value) => withoutPhones(mask === undefined ? value : masks[mask](value)));
        return field === 'members' ? masked : masked[0];
      };
      const values = valuesOf(one, field);
      if (values.length > 0) row[field] = shown(values);
      const now = correctedOf(one, field);
      if (now.length > 0) corrected[field] = shown(now);
    }
    return Object.keys(corrected).length > 0 ? { ...row, corrected } : row;
  });
}

function correctedOf({ corrected = {} }: Shown, field: string): readonly string[] {
  const { name, unit, members = [] } = corrected;
  if (field === 'members') return members;
  const value = field === 'name' ? name : field === 'unit' ? unit : undefined;
  return value === undefined ? [] : [value];
}

/** A text as it was posted, with what stands in its place now beside it. */
export const withCorrected = (posted: string, now: string | undefined): string =>
  now === undefined ? posted : `${posted}（更正为：${now}）`;

function valuesOf(nominee: Shown, field: string): readonly string[] {
  const { awardTitle, name, unit, members = [], details } = nominee;
  if (field === 'members') return members;
  const own: Readonly<Record<string, string | undefined>> = { award: awardTitle, name, unit };
  const value = Object.hasOwn(own, field) ? own[field] : details.get(field);
  return value === undefined ? [] : [value];
}

/** 公示无异议, for printing. Whoever asks has made sure that no objection is open. domain-rules 40. */
export function certificateText(state: NoticesState, notice: NoticeState, names: readonly string[]): object {
  const { postedOn, days } = windowOf(notice);
  const to = days[days.length - 1] ?? postedOn;
  const level = levelOf(state, notice.level)?.name ?? notice.level;
  return {
    zh: `“${notice.title}”（${level}）于 ${postedOn} 至 ${to} 公示，期满。公示无异议：${names.join('、')}，共 ${names.length} 个。`,
    en: `${notice.title} (${level}) was posted from ${postedOn} to ${to}. No objection stands against: ${names.join(', ')} (${names.length}).`,
  };
}
