import { china, loadYears, withYears, type Calendar, type Term, type YearTable } from '@xf/calendar';
import { hashRuleDocument, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Citation, Cited } from '../cites';
import { noticeDocumentSchema, noticeYearSchema } from './rules.schema';

/** A term with the clock time at which its last day closes; the end of that day when there is none. domain-rules 33. */
export type ClosingTerm = Term & { readonly closesAt?: string };

export type NoticeLevel = Cited & {
  readonly level: string;
  readonly name: string;
  readonly term: ClosingTerm;
  /** What a letter goes by: its postmark, or when it is received. domain-rules 34. */
  readonly letters: 'postmark' | 'receipt';
  /** Whether an anonymous objection holds the nominee. domain-rules 35. */
  readonly anonymousBlocks: boolean;
  /** From the day of receipt; without a signed answer by its end the nomination counts as given up. domain-rules 37. */
  readonly verification: ClosingTerm;
};

export type Mask = 'first' | 'idNumber' | 'phone';
export type NoticeField = { readonly field: string; readonly name: string; readonly mask?: Mask };

export type NoticeDocument = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly note?: string;
  readonly cites: readonly Citation[];
  /** In the order in which a nomination passes them. domain-rules 39. */
  readonly levels: readonly NoticeLevel[];
  readonly text: Cited & {
    /** All that is shown of a nominee, in this order. domain-rules 41. */
    readonly fields: readonly NoticeField[];
    readonly numbering: 'whole' | 'by-award';
    /** Calendar days for which the text stays public after the last day of its notice. */
    readonly shownDays: number;
  };
  /** Years in the place of those the software knows, or beyond them. */
  readonly calendar?: readonly YearTable[];
};

/** Fields the software fills by itself; all others are told when a notice is opened. */
export const ownFields: readonly string[] = ['award', 'name', 'unit', 'members'];

type LoadedNotice =
  | { readonly ok: true; readonly document: NoticeDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadNoticeDocument(json: unknown): LoadedNotice {
  const form = formProblems(noticeDocumentSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as NoticeDocument;
  const years = loadYears(document.calendar ?? []);
  const wrongYears = years.ok ? [] : years.problems.map((one) => ({ ...one, pointer: `/calendar${one.pointer}` }));
  const repeated = [
    ...repeats(document.levels.map(({ level }) => level)).map((index) => twice(`/levels/${index}/level`)),
    ...repeats(document.text.fields.map(({ field }) => field)).map((index) => twice(`/text/fields/${index}/field`)),
  ];
  const problems: readonly Problem[] = [...repeated, ...wrongYears];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

const repeats = (ids: readonly string[]): readonly number[] =>
  ids.flatMap((id, index) => (ids.indexOf(id) < index ? [index] : []));
const twice = (pointer: string): Problem => ({
  pointer,
  code: 'id-repeated',
  zh: '标识重复',
  en: 'this id is repeated',
});

/** Names one wording of a notice document for ever: `sha256:<hex>` of its canonical text. */
export const hashNoticeDocument = (document: NoticeDocument): string => hashRuleDocument(document);

type LoadedYear =
  { readonly ok: true; readonly table: YearTable } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A year by itself, as a round takes it that is open already. Never throws. */
export function loadNoticeYear(json: unknown): LoadedYear {
  const form = formProblems(noticeYearSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const table = json as YearTable;
  const checked = loadYears([table]);
  if (checked.ok) return { ok: true, table };
  return { ok: false, problems: checked.problems.map((one) => ({ ...one, pointer: one.pointer.slice('/0'.length) })) };
}

export const hashNoticeYear = (table: YearTable): string => hashRuleDocument(table);

/** The working days that notices under this document go by, with the years that were added to its round. domain-rules 31. */
export const calendarFor = ({ calendar }: NoticeDocument, added: readonly YearTable[]): Calendar =>
  withYears(withYears(china, calendar ?? []), added);

/** Six, eight and four digits, together or apart, the last one perhaps an X. */
const idNumber = /\d{6}[\s-]?\d{8}[\s-]?\d{3}[\dX]/i;
const phones = /(?<![0-9０-９])[1１][3-9３-９][0-9０-９]{9}(?![0-9０-９])/g;

/** Whether a text holds what looks like an identity number, also in full-width digits. domain-rules 41. */
export const holdsIdNumber = (text: string): boolean => idNumber.test(text.normalize('NFKC').replace(/\p{Cf}/gu, ''));

/** A text with its mobile numbers masked: the first three and the last four digits stay. domain-rules 41. */
export const withoutPhones = (text: string): string =>
  text.replace(phones, (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`);
