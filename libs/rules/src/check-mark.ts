import type { Problem } from './contracts';
import type { Range, RuleDocument } from './document';
import { slotLimits } from './pool';
import { compare, divide, exact, parseExact, subtract, toDecimal, toParts, type Exact } from './exact';

/** JSON pointer of a name: `~` and `/` are escaped. */
export function pointer(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const MARK_LENGTH_MAX = 40;

/** Signs of a slot. */
export const slotMax = 64;

/**
 * What a slot is called, wherever one is named: a judge, an attempt, a month (`J1`, `评委1`, `3月`). In a record of marks a name
 * that every object has would be lost, or stand for something that is no mark.
 */
export const slotPattern = {
  source: String.raw`^[\p{L}\p{N}_-]{1,${slotMax}}$`,
  test: (slot: string): boolean => slotForm.test(slot) && !(slot in Object.prototype),
};
const slotForm = new RegExp(slotPattern.source, 'u');

/** What `slotPattern` asks for. */
export const slotExpected = {
  zh: `1–${slotMax} 个文字、数字、_ 或 -，如 J1、评委1、3月`,
  en: `1 to ${slotMax} letters, digits, _ or -, such as J1, 评委1 or 3月`,
};

function checkNumber(at: string, text: string, range: Range | undefined): Problem | undefined {
  const x = typeof text === 'string' && text.length <= MARK_LENGTH_MAX ? parseExact(text) : undefined;
  if (!x) {
    const shown = JSON.stringify(text);
    return {
      pointer: at,
      code: 'not-a-decimal',
      zh: `不是普通十进制数：${shown}（只接受 9、9.25、-0.5 这样的半角写法）`,
      en: `not a plain decimal: ${shown} (write 9, 9.25 or -0.5)`,
    };
  }
  return range && checkRange(at, x, text, range);
}

function checkRange(at: string, x: Exact, text: string, range: Range): Problem | undefined {
  const [min, max] = [exact(range.min), exact(range.max)];
  if (compare(x, min) < 0 || compare(x, max) > 0) {
    const span = `${toDecimal(min)}–${toDecimal(max)}`;
    return { pointer: at, code: 'out-of-range', zh: `${text} 超出范围 ${span}`, en: `${text} is outside ${span}` };
  }
  if (range.step === undefined) return undefined;
  const step = exact(range.step);
  const times = divide(subtract(x, min), step);
  if (times && toParts(times).d === 1n) return undefined;
  const [from, by] = [toDecimal(min), toDecimal(step)];
  return {
    pointer: at,
    code: 'off-step',
    zh: `${text} 不合打分档：从 ${from} 起每档 ${by}`,
    en: `${text} is off the scale: steps of ${by} from ${from}`,
  };
}

type Asked = {
  readonly value: string;
  readonly slot: string;
  readonly mark: string;
  readonly taken?: readonly string[] | undefined;
};

const NAMED_MAX = 3;

/** Whether a mark may be recorded under this value and slot, beside those that are there. */
export function checkMark(document: RuleDocument, { value: id, slot, mark, taken = [] }: Asked): Problem | undefined {
  const at = pointer('marks', id, slot);
  const value = document.values.find((item) => item.id === id);
  if (!value?.marks) {
    const known = document.values.filter((item) => item.marks).map((item) => item.id);
    return {
      pointer: pointer('marks', id),
      code: 'unknown-value',
      zh: `规则中没有可记成绩的项目 ${id}；可用：${known.join('、')}`,
      en: `no marks are recorded under ${id}; known: ${known.join(', ')}`,
    };
  }
  if (!slotPattern.test(slot)) {
    const shown = JSON.stringify(slot);
    return {
      pointer: at,
      code: 'bad-slot',
      zh: `${shown} 不能用作席位名；应为${slotExpected.zh}`,
      en: `${shown} cannot be a slot; expected ${slotExpected.en}`,
    };
  }
  return checkNumber(at, mark, value.marks.range) ?? checkRoom(at, slot, slotLimits(value.marks).max, taken);
}

/** One more would leave the entry without a score: it is refused where it is given. */
function checkRoom(at: string, slot: string, max: number, taken: readonly string[]): Problem | undefined {
  if (taken.length < max || taken.includes(slot)) return undefined;
  const [zh, en] = taken.length > NAMED_MAX ? [taken.length, taken.length] : [taken.join('、'), taken.join(', ')];
  return {
    pointer: at,
    code: 'too-many-marks',
    zh: `此项至多 ${max} 个成绩，已有：${zh}`,
    en: `no more than ${max} here; there are: ${en}`,
  };
}

/** Whether an attribute may be given: any name the document does not use is refused, except `lot`. */
export function checkAttribute(document: RuleDocument, name: string, text: string): Problem | undefined {
  const at = pointer('attributes', name);
  const attribute = document.values.find((item) => item.attribute?.name === name)?.attribute;
  if (!attribute && name !== 'lot') {
    return {
      pointer: at,
      code: 'unknown-attribute',
      zh: `规则中没有属性 ${name}`,
      en: `no attribute ${name} in the rules`,
    };
  }
  return checkNumber(at, text, attribute?.range);
}
