/** Enough that a far log is not waited for once for each, few enough that a read among them does not miss its deadline. */
const atOnce = 64;

/** What is read of each, in their order; the reads are on their way side by side. Throws what the first failing one throws. */
export async function readEach<T, R>(each: Iterable<T>, read: (one: T) => Promise<R>): Promise<readonly R[]> {
  const all = [...each];
  const found: R[] = [];
  for (let at = 0; at < all.length; at += atOnce) {
    found.push(...(await Promise.all(all.slice(at, at + atOnce).map(read))));
  }
  return found;
}
