import type { Codec, EventShape } from './codec';
import type { Position, StreamName } from './event';
import type { Follower } from './followers';
import type { EventStore } from './ports/event-store';
import { sealedParts, SubjectErased, type Vault } from './ports/vault';

/** Where a log says who was erased. */
export type ErasureLog<E extends EventShape> = {
  readonly stream: StreamName;
  readonly codec: Codec<E>;
  readonly subjectOf: (event: E) => string;
};

export type Erasing = {
  /** The vault to be used from now on. Closing it closes the one inside. */
  readonly vault: Vault;
  /** To be run by `follow`: takes in what is erased elsewhere, and finishes an erasure that a crash cut short. */
  readonly follower: Follower;
};

/**
 * A vault that knows from the log who was erased: it reveals nothing of them and seals nothing for them, whatever the keys
 * inside say. So a key that comes back with a backup or a copy that lagged is of no use, and is destroyed again. Resolves
 * when every key that should be destroyed is; throws the inner vault's `Outage` when that cannot be done now.
 */
export async function erasing<E extends EventShape>(
  inner: Vault,
  store: Pick<EventStore, 'head' | 'readStream'>,
  { stream, codec, subjectOf }: ErasureLog<E>,
): Promise<Erasing> {
  const erased = new Set<string>();
  const destroyAll = async (subjects: readonly string[]): Promise<void> => {
    for (const subject of subjects) erased.add(subject);
    // All at once: where the end of each is a file written anew, they share it.
    await Promise.all(subjects.map((subject) => inner.destroy(subject)));
  };

  // What is appended between the two is read here and once more by the follower.
  let position: Position = await store.head();
  const listed = new Set<string>();
  for (const stored of await store.readStream(stream)) {
    const event = codec.decode(stored);
    if (event === undefined) throw new Error(`${stored.type} in ${stream}: not an erasure`);
    listed.add(subjectOf(event));
  }
  await destroyAll([...listed]);

  return {
    vault: withErased(inner, erased),
    follower: {
      name: 'erasures',
      kind: 'reaction',
      position: () => position,
      async take(batch, upTo) {
        const own = batch.filter((recorded) => recorded.stream === stream);
        await destroyAll(own.map(({ event }) => subjectOf(event as unknown as E)));
        position = upTo;
      },
    },
  };
}

function withErased(inner: Vault, erased: Set<string>): Vault {
  const isErased = (sealed: string): boolean => erased.has(sealedParts(sealed)?.subject ?? '');
  return {
    async seal(items) {
      for (const { subject } of items) if (erased.has(subject)) throw new SubjectErased(subject);
      return inner.seal(items);
    },
    async reveal(sealed) {
      const asked = [...new Set(sealed.filter((text) => !isErased(text)))];
      const texts = await inner.reveal(asked);
      const known = new Map(asked.map((text, n) => [text, texts[n]]));
      // Asked once more: somebody may have been erased meanwhile.
      return sealed.map((text) => (isErased(text) ? undefined : known.get(text)));
    },
    async destroy(subject) {
      erased.add(subject);
      await inner.destroy(subject);
    },
    // Both only grow. The set moves also when the keys inside were put back from a copy that counted less.
    erasures: async () => (await inner.erasures()) + erased.size,
    pseudonym: (purpose, text) => inner.pseudonym(purpose, text),
    secret: (purpose) => inner.secret(purpose),
    close: () => inner.close(),
  };
}
