/** Work in pieces: each call of `next` does a little, so that whoever runs it may do other work in between. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Does all pieces at once. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

const pieceOf = 100;

/** The list of what `work` makes of each item, a piece a hundred. */
export function* mapInPieces<T, U>(items: readonly T[], work: (item: T, index: number) => U): Pieces<U[]> {
  const out: U[] = [];
  for (const [index, item] of items.entries()) {
    out.push(work(item, index));
    if (index % pieceOf === pieceOf - 1) yield;
  }
  return out;
}
