/** How a number moves when one mark rises: not at all, never down, never up; `undefined` when that cannot be told. */
export type Sign = 0 | 1 | -1 | undefined;

export function join(a: Sign, b: Sign): Sign {
  if (a === 0) return b;
  return b === 0 || a === b ? a : undefined;
}

export function turned(a: Sign, by: -1 | 0 | 1): Sign {
  if (a === undefined) return undefined;
  return a === 0 || by === 0 ? 0 : a === by ? 1 : -1;
}
