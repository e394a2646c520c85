import type { Rendered } from './reading';

/** What an answer takes beside its bytes and its address: objects, headers, what it stands on. */
const overheadBytes = 500;

/** An answer as bytes and what must still be so for them to be right. */
export type Kept<Basis> = { readonly rendered: Rendered; readonly link: string | undefined; readonly basis: Basis };

/**
 * Answers as bytes by address, so that what everybody asks for is put together once. Whoever keeps one says what it
 * stands on and asks at every reading whether that still holds. Takes so many bytes and no more: the oldest go first.
 */
export class KeptAnswers<Basis> {
  private readonly answers = new Map<string, Kept<Basis>>();
  private bytes = 0;

  constructor(private readonly bytesMax: number) {}

  /** The answer kept at an address, when what it stands on holds; forgets it when it does not. */
  find(address: string, holds: (basis: Basis) => boolean): Kept<Basis> | undefined {
    const found = this.answers.get(address);
    if (found === undefined || holds(found.basis)) return found;
    this.forget(address, found);
    return undefined;
  }

  keep(address: string, answer: Kept<Basis>): void {
    const old = this.answers.get(address);
    if (old !== undefined) this.forget(address, old);
    this.answers.set(address, answer);
    this.bytes += sizeOf(address, answer);
    for (const [oldest, kept] of this.answers) {
      if (this.bytes <= this.bytesMax) break;
      this.forget(oldest, kept);
    }
  }

  private forget(address: string, answer: Kept<Basis>): void {
    this.answers.delete(address);
    this.bytes -= sizeOf(address, answer);
  }
}

/** A text takes up to two bytes a character. */
const sizeOf = (address: string, { rendered, link }: Kept<unknown>): number =>
  rendered.bytes.length + 2 * (address.length + (link?.length ?? 0)) + overheadBytes;
