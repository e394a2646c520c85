import type { BothTexts, FileProblem } from '@xf/files';

export type ReceiverKind = 'person' | 'team' | 'unit';

/** One receiver on a list. Whole ID numbers and phones may stand here; what is printed of a row, its columns say. */
export type ListRow = {
  /** Which honour or nomination this is, on every version of the list. */
  readonly key: string;
  /** Whose it is: two rows of one person are no collision of names. */
  readonly subject?: string;
  readonly award: string;
  readonly kind: ReceiverKind;
  readonly name: string;
  /** Unit and post as one text, the way notices print them. */
  readonly unitPost?: string;
  readonly region?: string;
  /** `回族`; Han is not printed on what is published. */
  readonly ethnicity?: string;
  readonly gender?: string;
  /** 专业技术职称. */
  readonly title?: string;
  readonly birthYear?: string;
  readonly idNumber?: string;
  readonly phone?: string;
  /** 表彰决定文号, `唐工字〔2023〕25号`. */
  readonly decision?: string;
  /** `2026-04-28`. */
  readonly conferredOn?: string;
  /** How the name is read, where its bearer says so: `tan2 xiao3 ming2`. */
  readonly reading?: string;
};

/** Something a reader of the list should know and that does not stop it. */
export type Warning = BothTexts & { readonly code: string };

export type Refused = { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Ethnic groups end in 族; two recognised names do not. */
export const isEthnicity = (text: string): boolean => /^[\p{Script=Han}]{1,7}族$|^穿青人$|^革家人$/u.test(text);
