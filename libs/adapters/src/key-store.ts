/** A person's key, or the fact that it was destroyed. */
export type HeldKey = Buffer | 'erased';

export type SubjectKey = { readonly subject: string; readonly key: Buffer };

/**
 * Where keys of persons are kept, as bytes: for moving them to another place, and for nothing else. Nobody else may use it
 * meanwhile. Nothing that it answers may be shown or written anywhere but to another one; no error holds any of it.
 */
export type KeyStore = {
  /** The secret that pseudonyms, fingerprints and tokens follow from; undefined when nobody has used this store. To be called first. */
  readonly master: () => Promise<Buffer | undefined>;
  /** Sets the master secret where there is none. Answers the one that holds. */
  readonly adoptMaster: (master: Buffer) => Promise<Buffer>;
  /** In the order asked; undefined for a subject that never had a key. */
  readonly find: (subjects: readonly string[]) => Promise<readonly (HeldKey | undefined)[]>;
  /**
   * Adds keys, never in place of another one or of one that was destroyed. Answers what holds from now on, in the order given.
   * It is on disk when this resolves. Repeating it changes nothing.
   */
  readonly adopt: (keys: readonly SubjectKey[]) => Promise<readonly HeldKey[]>;
  /** Forgets the keys for good. Idempotent. They may stay in files until `wiped`. */
  readonly destroy: (subjects: readonly string[]) => Promise<void>;
  /** Resolves when no file holds any of the keys whose destruction was answered before, by this process or an earlier one. */
  readonly wiped: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One that knows by name whose keys it holds. */
export type ListedKeyStore = KeyStore & {
  /** How many subjects it holds, destroyed ones among them. */
  readonly count: () => Promise<number>;
  /** Every subject once, in pages, in the order of their names. */
  readonly subjects: () => Iterable<readonly string[]>;
};
