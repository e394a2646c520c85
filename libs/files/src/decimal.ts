import type { BothTexts } from './problem';

const plain = /^-?\d+(\.\d+)?$/;

/** A plain decimal such as `9.25`: no plus sign, exponent, grouping or percent sign. */
export const isPlainDecimal = (text: string): boolean => plain.test(text);

/** Why a text is not a plain decimal, with a hint how to mend it; undefined when it is one. */
export function decimalProblem(text: string): BothTexts | undefined {
  if (plain.test(text)) return undefined;
  const folded = text.normalize('NFKC');
  if (folded !== text && plain.test(folded)) {
    return { zh: `全角数字，请改为半角：${folded}`, en: `full-width digits; write ${folded}` };
  }
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(folded)) {
    return { zh: '请去掉千位分隔符', en: 'leave out the thousands separators' };
  }
  if (/^-?\d+,\d+$/.test(folded)) return { zh: '小数点请用 “.”', en: 'write the decimal point as "."' };
  if (/^-?(\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(folded)) {
    return { zh: '请勿用科学记数法', en: 'do not use exponents' };
  }
  if (/%$/.test(folded)) return { zh: '请去掉百分号', en: 'leave out the percent sign' };
  return { zh: '须为数字，如 9.25', en: 'a number such as 9.25 is expected' };
}

/** The shortest decimal text that a spreadsheet's number stands for, never with an exponent. */
export function decimalText(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', head = '', tail = '', power = '0'] = match;
  const digits = head + tail;
  const point = head.length + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
