import { optional, personal } from '@xf/es';
import type { ReceiverKind } from './terms';

/** What a list may print of a person beside the name. In events and rows it is sealed under the person's key. */
export type Personal = {
  /** `回族`, `汉族`; absent where nobody said. */
  readonly ethnicity?: string;
  readonly gender?: string;
  /** `1980` */
  readonly birthYear?: string;
};
export type PersonalPart = keyof Personal;

export const personalParts = ['ethnicity', 'gender', 'birthYear'] as const satisfies readonly PersonalPart[];
export const genders = ['男', '女'] as const;

/** Fields of an event about one receiver. */
export const personalFields = {
  ethnicity: optional(personal('subject')),
  gender: optional(personal('subject')),
  birthYear: optional(personal('subject')),
} as const;

/** Only what is stated of the three. */
export const personalIn = ({
  ethnicity,
  gender,
  birthYear,
}: {
  readonly [Part in PersonalPart]?: string | undefined;
}): Personal => ({
  ...(ethnicity === undefined ? {} : { ethnicity }),
  ...(gender === undefined ? {} : { gender }),
  ...(birthYear === undefined ? {} : { birthYear }),
});

/** The names of GB/T 3304 without 族, and two recognised ones that have none. */
const groups = new Set(
  (
    '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 ' +
    '达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'
  ).split(' '),
);
const whole: readonly string[] = ['穿青人', '革家人'];

/** The ethnicity as it is printed, `回` and `回族` alike; undefined for what is none. */
export function ethnicityIn(text: string): string | undefined {
  const plain = text.trim();
  if (whole.includes(plain)) return plain;
  const name = plain.length > 1 ? plain.replace(/族$/u, '') : plain;
  return groups.has(name) ? `${name}族` : undefined;
}

/** The year of a birthday in whatever precision, `1980-05-01`, `1980.5`, `1980`; undefined for anything else. */
export const birthYearIn = (text: string): string | undefined => /^((?:19|20)\d{2})(?!\d)/.exec(text.trim())?.[1];

/** `男`, `女` and how forms write them; undefined for anything else. */
export function genderIn(text: string): string | undefined {
  const plain = text.trim().replace(/性$/u, '');
  return genders.find((one) => one === plain);
}

export type PersonalRejection =
  | { code: 'personal-misplaced'; fields: readonly PersonalPart[] }
  | { code: 'personal-unreadable'; fields: readonly PersonalPart[] };

const readers = { ethnicity: ethnicityIn, gender: genderIn, birthYear: birthYearIn } as const;

/** What is stated of a receiver as it is recorded; refused of a team or a unit, and where it says nothing that could be printed. */
export function personalOf(
  receiver: ReceiverKind,
  said: Personal,
): { readonly personal: Personal } | { readonly rejected: PersonalRejection } {
  const stated = personalParts.filter((part) => said[part] !== undefined);
  if (receiver !== 'person' && stated.length > 0) return { rejected: { code: 'personal-misplaced', fields: stated } };
  const read = stated.map((part) => [part, readers[part](said[part] ?? '')] as const);
  const wrong = read.flatMap(([part, text]) => (text === undefined ? [part] : []));
  if (wrong.length > 0) return { rejected: { code: 'personal-unreadable', fields: wrong } };
  return { personal: Object.fromEntries(read) };
}
