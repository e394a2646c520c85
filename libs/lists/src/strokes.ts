import order from 'cnchar-order';

/** Strokes of a character in writing order, each by its class: 1 横, 2 竖, 3 撇, 4 点, 5 折. */
export type Strokes = string;

/**
 * The letters of the dictionary by the class GB 13000.1 puts their stroke in: 提 is 横, 竖钩 is 竖, 捺 is 点, every other
 * bent stroke is 折. The dictionary has two letters for a 点: `k`, and `d` for the one that starts 心 or 火.
 */
const lettersOf = { 1: 'ji', 2: 'fg', 3: 's', 4: 'kdl', 5: 'abcehmnopqrtuvwxyz' } as const;

const classOf = new Map(
  Object.entries(lettersOf).flatMap(([kind, letters]) => Array.from(letters, (one) => [one, kind])),
);

const { orders } = order.dict as { readonly orders: Readonly<Record<string, string>> };

/** Undefined for a character the dictionary does not have; it has 6,939 Chinese ones. */
export function strokesOf(character: string): Strokes | undefined {
  const letters = Object.hasOwn(orders, character) ? orders[character] : undefined;
  if (letters === undefined) return undefined;
  return Array.from(letters, (letter) => classOf.get(letter) ?? unknown(letter)).join('');
}

function unknown(letter: string): never {
  throw new Error(`the stroke dictionary has a letter of no class: ${letter}`);
}
