import { setImmediate } from 'node:timers/promises';
import type { Cursor, Place } from '@xf/es';
import { memberList } from '../member-list';
import type { Content, Held, Members } from '../memory/content';
import { orderedSet, type Step } from '../ordered-set';
import { KeptPlaces, KeptRow, type RowPart, type RowTexts } from './rows';

/**
 * What a frame is made of, part by part, each named by the digest of its bytes; so two frames share the parts that did not
 * change between them. Rows have numbers, in the order of `keys`.
 */
export type Listing = {
  readonly rows: readonly (readonly [digest: string, count: number])[];
  /** Texts of keys. */
  readonly keys: readonly string[];
  /** Where the row of each key is: numbers of parts, then numbers in the part. */
  readonly at: readonly string[];
  /** Members of sets in order, a large set over several parts: name, numbers of rows, sort texts. */
  readonly sets: readonly string[];
};

type Located = readonly [parts: readonly number[], indexes: readonly number[]];
type SetPiece = readonly [name: string, rows: readonly number[], sorts: readonly string[]];

/** Keys or members to a part, and to a turn of the event loop. */
const pieceMax = 4_096;
const rowsMax = 64;
const charactersMax = 128 * 1_024;
/** A part of which less is alive is written anew, so a frame never drags more than twice its rows along. */
const aliveMin = 0.5;

/** Keeps one part and answers what it is called and its bytes. */
export type PutPart = (text: string) => Promise<{ readonly digest: string; readonly bytes: Buffer }>;

/** Takes a view apart. Rows that are in no part yet are in one afterwards, and no longer held parsed. */
export async function pack(content: Content, texts: RowTexts, put: PutPart): Promise<Listing> {
  await packRows(content, texts, put);
  const numbers = new Map<string, number>();
  const parts = new Map<RowPart, number>();
  const keys: string[] = [];
  const at: string[] = [];
  for (const piece of inPieces([...content.rows])) {
    const partsAt: number[] = [];
    const indexes: number[] = [];
    for (const [key, held] of piece) {
      const { part, index } = held as KeptRow;
      numbers.set(key, numbers.size);
      if (!parts.has(part)) parts.set(part, parts.size);
      partsAt.push(parts.get(part) ?? 0);
      indexes.push(index);
    }
    keys.push((await put(JSON.stringify(piece.map(([key]) => key)))).digest);
    at.push((await put(JSON.stringify([partsAt, indexes] satisfies Located))).digest);
  }
  const sets = await packSets(content, numbers, put);
  return { rows: [...parts.keys()].map(({ digest, count }) => [digest, count]), keys, at, sets };
}

async function packRows(content: Content, texts: RowTexts, put: PutPart): Promise<void> {
  const alive = new Map<RowPart, number>();
  for (const held of content.rows.values()) {
    if (held instanceof KeptRow) alive.set(held.part, (alive.get(held.part) ?? 0) + 1);
  }
  const isKept = (held: Held): boolean =>
    held instanceof KeptRow && (alive.get(held.part) ?? 0) >= held.part.count * aliveMin;
  let waiting: (readonly [key: string, places: readonly Place[], text: string])[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    characters = 0;
    if (rows.length === 0) return;
    const part = { count: rows.length, ...(await put(rows.map(([, , text]) => text).join('\n'))) };
    for (const [index, [key, places]] of rows.entries()) content.rows.set(key, new KeptRow(texts, part, index, places));
  };
  for (const piece of inPieces([...content.rows])) {
    for (const [key, held] of piece) {
      if (isKept(held)) continue;
      const text = held instanceof KeptRow ? held.text() : JSON.stringify(held.row);
      waiting.push([key, held.places, text]);
      characters += text.length;
      if (waiting.length >= rowsMax || characters >= charactersMax) await flush();
    }
    await setImmediate();
  }
  await flush();
}

async function packSets(content: Content, numbers: ReadonlyMap<string, number>, put: PutPart): Promise<string[]> {
  const digests: string[] = [];
  let pieces: SetPiece[] = [];
  let members = 0;
  const flush = async (): Promise<void> => {
    if (pieces.length > 0) digests.push((await put(JSON.stringify(pieces))).digest);
    pieces = [];
    members = 0;
  };
  for (const [name, { list }] of content.sets) {
    for (let after: Cursor | undefined; ;) {
      const found: readonly Cursor[] = list.after(after, pieceMax - members);
      if (found.length === 0) break;
      pieces.push([name, found.map(({ key }) => numbers.get(key) ?? 0), found.map(({ sort }) => sort)]);
      members += found.length;
      after = found[found.length - 1];
      if (members >= pieceMax) await flush();
    }
  }
  await flush();
  return digests;
}

/** The bytes of a part that fit its digest, as they were put; undefined for one that is lost or damaged. */
export type GetPart = {
  readonly bytes: (digest: string) => Buffer | undefined;
  readonly text: (digest: string) => string | undefined;
};

/** Puts a view together; undefined when a part is missing. Sets are filled in their order, not sorted. */
export async function unpack(listing: Listing, texts: RowTexts, get: GetPart): Promise<Content | undefined> {
  const parts: RowPart[] = [];
  for (const [digest, count] of listing.rows) {
    const bytes = get.bytes(digest);
    if (bytes === undefined) return undefined;
    parts.push({ digest, count, bytes });
    if (parts.length % partsTogether === 0) await setImmediate();
  }
  const rows = new Map<string, Held>();
  const keys: string[] = [];
  const placed = new KeptPlaces(listing.keys.length * pieceMax);
  for (const [n, digest] of listing.keys.entries()) {
    const own = parsed(get.text(digest)) as readonly string[] | undefined;
    const at = parsed(get.text(listing.at[n] ?? '')) as Located | undefined;
    if (own === undefined || at === undefined) return undefined;
    // Counted: in the first question of a process these loops run before anything is compiled.
    for (let index = 0; index < own.length; index++) {
      const part = parts[at[0][index] ?? -1];
      const key = own[index];
      if (part === undefined || key === undefined) return undefined;
      rows.set(key, new KeptRow(texts, part, at[1][index] ?? -1, placed, keys.push(key) - 1));
    }
    await setImmediate();
  }
  const sets = await unpackSets(listing, get, keys, placed);
  return sets === undefined ? undefined : { rows, sets, position: 0 };
}

const partsTogether = 32;
/** Members to a chunk of a list; it has room for the first inserts. */
const chunkFill = 384;

async function unpackSets(
  listing: Listing,
  get: GetPart,
  keys: readonly string[],
  placed: KeptPlaces,
): Promise<Map<string, Members> | undefined> {
  const found = new Map<string, Cursor[][]>();
  for (const digest of listing.sets) {
    const pieces = parsed(get.text(digest)) as readonly SetPiece[] | undefined;
    if (pieces === undefined) return undefined;
    for (const [set, numbers, sorts] of pieces) {
      let own = found.get(set);
      if (own === undefined) found.set(set, (own = []));
      for (let n = 0; n < numbers.length; n++) {
        const number = numbers[n] ?? -1;
        const sort = sorts[n] ?? '';
        const member = { sort, key: keys[number] ?? '' };
        placed.add(number, set, sort);
        const chunk = own[own.length - 1];
        if (chunk === undefined || chunk.length >= chunkFill) own.push([member]);
        else chunk.push(member);
      }
    }
    await setImmediate();
  }
  const sets = new Map<string, Members>();
  for (const [set, chunks] of found) sets.set(set, { list: memberList(chunks), steps: orderedSet(stepsOf(chunks)) });
  return sets;
}

/** One at a time: a list of as many steps as there are members would be held for nothing. */
function* stepsOf(chunks: readonly (readonly Cursor[])[]): Generator<Step> {
  let sort: string | undefined;
  let members = 0;
  for (const chunk of chunks) {
    for (const one of chunk) {
      if (one.sort !== sort) {
        if (sort !== undefined) yield [sort, members];
        sort = one.sort;
        members = 0;
      }
      members += 1;
    }
  }
  if (sort !== undefined) yield [sort, members];
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

function* inPieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += pieceMax) yield all.slice(from, from + pieceMax);
}
