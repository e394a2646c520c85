/**
 * Keeps one key per person, apart from the log. Destroying a key makes everything sealed under it unreadable for ever,
 * in every copy of the log and of the views, because both hold only the sealed text.
 */
export interface Vault {
  /**
   * Encrypts texts (AES-256-GCM), making keys for new subjects. Keys are on disk before this resolves, so no event can
   * outlive the key it needs. Throws `SubjectErased` for a subject whose key was destroyed.
   */
  seal(items: readonly SealItem[]): Promise<readonly string[]>;
  /**
   * The texts in the order they were asked, each undefined when its key was destroyed before the call. Throws on a sealed
   * text that was tampered with, and on one whose subject this vault never knew: then the log and the vault do not belong
   * together. Keys are asked for all at once, so ask once for a whole answer.
   */
  reveal(sealed: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Forgets a subject's key for good; a subject without one can never get one. Idempotent. */
  destroy(subject: string): Promise<void>;
  /**
   * A number that moves with every destroyed key, in whatever process: while it stays the same, whatever could be revealed
   * still can. It has moved before `destroy` resolves.
   */
  erasures(): Promise<number>;
  /** A lasting opaque id for an identifying text (an ID number, say) that cannot be turned back without the secret. */
  pseudonym(purpose: string, text: string): string;
  /**
   * 32 secret bytes for a purpose (signing tokens, fingerprinting commands): the same for the life of the vault, and
   * telling nothing about the secret of another purpose, about pseudonyms or about a person's key.
   */
  secret(purpose: string): Buffer;
  close(): Promise<void>;
}

/** One text revealed. */
export async function revealOne(vault: Pick<Vault, 'reveal'>, sealed: string): Promise<string | undefined> {
  const [text] = await vault.reveal([sealed]);
  return text;
}

export type SealItem = { readonly subject: string; readonly field: string; readonly text: string };

/** Sealed texts start like this; no other stored text may. */
export const sealedPrefix = 'sealed:1:';
export const isSealed = (value: string): boolean => value.startsWith(sealedPrefix);

export type SealedParts = { readonly subject: string; readonly field: string; readonly body: string };

/** Whose and of which field a sealed text is; undefined for a text that is not in the sealed form. */
export function sealedParts(text: string): SealedParts | undefined {
  if (!isSealed(text)) return undefined;
  const [subject, field, body, ...more] = text.slice(sealedPrefix.length).split(':');
  return subject && field && body && more.length === 0 ? { subject, field, body } : undefined;
}

/** The person asked to be forgotten: nothing new may be recorded under that id. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
  constructor(readonly subject: string) {
    super(`the key of ${subject} was destroyed`);
  }
}
