import { erasureLog } from '@xf/access';
import type { ListedKeyStore } from '@xf/adapters';
import { sealedParts, type EventStore, type Position } from '@xf/es';

/** Whose keys there are, in pages; `done` of `total` are told. */
export type Subjects = {
  readonly total: number;
  readonly pages: Iterable<Page> | AsyncIterable<Page>;
};
type Page = { readonly subjects: readonly string[]; readonly done: number };

const eventsMax = 1_000;
const pageMax = 10_000;
/** Subjects remembered, so that most are told once. */
const rememberedMax = 200_000;

/** Everybody of whom a store of keys knows, once. */
export async function subjectsListed(keys: ListedKeyStore): Promise<Subjects> {
  function* pages() {
    let done = 0;
    for (const subjects of keys.subjects()) yield { subjects, done: (done += subjects.length) };
  }
  return { total: await keys.count(), pages: pages() };
}

/** Everybody for whom a log holds something sealed, and who was erased; in a large log some are told again. */
export async function subjectsInLog(log: EventStore): Promise<Subjects> {
  async function* pages() {
    const remembered = new Set<string>();
    let subjects: string[] = [];
    const tell = (subject: string): void => {
      if (remembered.has(subject)) return;
      if (remembered.size >= rememberedMax) remembered.clear();
      remembered.add(subject);
      subjects.push(subject);
    };
    for (let last: Position = 0; ;) {
      const events = await log.readAll(last, eventsMax);
      for (const event of events) {
        sealedIn(event.data, tell);
        if (event.stream !== erasureLog.stream) continue;
        const erasure = erasureLog.codec.decode(event);
        if (erasure !== undefined) tell(erasureLog.subjectOf(erasure));
      }
      last = events.at(-1)?.position ?? last;
      const isEnd = events.length < eventsMax;
      if (subjects.length >= pageMax || (isEnd && subjects.length > 0)) {
        yield { subjects, done: last };
        subjects = [];
      }
      if (isEnd) return;
    }
  }
  return { total: await log.head(), pages: pages() };
}

function sealedIn(value: unknown, tell: (subject: string) => void): void {
  if (typeof value === 'string') {
    const parts = sealedParts(value);
    if (parts !== undefined) tell(parts.subject);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) sealedIn(part, tell);
  }
}

/** Who is erased according to a log. */
export async function erasedIn(log: EventStore): Promise<readonly string[]> {
  const events = await log.readStream(erasureLog.stream);
  return events.flatMap((event) => {
    const erasure = erasureLog.codec.decode(event);
    return erasure === undefined ? [] : [erasureLog.subjectOf(erasure)];
  });
}
