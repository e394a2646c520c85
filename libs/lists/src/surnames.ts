/** 复姓 in use; a name of two characters never begins with one. */
const compound = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 ' +
    '长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 ' +
    '南门 羊舌 微生 梁丘 左丘 西门 第五 南荣 仲长 即墨 达奚 褚师 单于 完颜 纳兰 叶赫 富察 那拉'
  ).split(' '),
);

/** Readings a character has as a surname and not elsewhere, where dictionaries agree. Tones as digits. */
const readings = new Map(
  (
    '单:shan4 解:xie4 仇:qiu2 区:ou1 查:zha1 任:ren2 曾:zeng1 翟:zhai2 朴:piao2 么:yao1 藏:zang4 秘:bi4 洗:xian3 黑:he4 缪:miao4 ' +
    '盖:ge3 乐:yue4 华:hua4 宁:ning4 燕:yan1 员:yun4 种:chong2 繁:po2 折:she2 覃:qin2 召:shao4 过:guo1 应:ying1 纪:ji3 谌:chen2 ' +
    '那:na1 重:chong2 尉迟:yu4,chi2 万俟:mo4,qi2 长孙:zhang3,sun1 令狐:ling2,hu2 单于:chan2,yu2 澹台:tan2,tai2 乐正:yue4,zheng4'
  )
    .split(' ')
    .map((entry) => entry.split(':') as [string, string])
    .map(([surname, syllables]) => [surname, syllables.split(',')] as const),
);

/** What of a name counts in an order: no blanks, brackets or other marks, such as the dot of 买买提·吐尔逊. */
export const charactersOf = (name: string): readonly string[] => Array.from(name.replace(/[\p{Z}\s\p{P}\p{S}]/gu, ''));

/** The characters of a person's surname and of what follows it. */
export function splitName(name: string): { readonly surname: readonly string[]; readonly given: readonly string[] } {
  const characters = charactersOf(name);
  const length = characters.length > 2 && compound.has(characters.slice(0, 2).join('')) ? 2 : 1;
  return { surname: characters.slice(0, length), given: characters.slice(length) };
}

/** A syllable for each character of the surname, or undefined where it is read as everywhere. */
export const surnameReading = (surname: readonly string[]): readonly string[] | undefined =>
  readings.get(surname.join(''));
