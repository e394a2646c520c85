/** 复姓 in use; a name of two characters never begins with one. */
const compound = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 ' +
    '长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 ' +
    '南门 羊舌 微生 梁丘 左丘 西门 第五 南荣 仲长 即墨 达奚 褚师 单于 完颜 纳兰 叶赫 富察 那拉'
  ).split(' '),
);

/** Surnames that pinyin-pro reads like the common word; the others it knows. Tones as digits. */
const readings = new Map([
  ['么', ['yao1']],
  ['藏', ['zang4']],
  ['秘', ['bi4']],
  ['洗', ['xian3']],
  ['黑', ['he4']],
  ['种', ['chong2']],
  ['重', ['chong2']],
  ['单于', ['chan2', 'yu2']],
]);

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
