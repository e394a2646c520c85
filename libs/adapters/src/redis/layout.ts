import type { Cursor, Place } from '@xf/es';

/** How the rows and sets of one projection are spread over Redis. The same for everyone who reads or writes them. */
export type Layout = {
  /** The log the rows follow from: the rows of another are other keys, so that several may share a server. */
  readonly log: string;
  /** Name and version of the projection; another version is another set of keys. */
  readonly projection: string;
  readonly version: number;
  /** How many shards there are. Another number is another set of keys, filled anew. @defaultValue 1 */
  readonly shards?: number;
  /** The partition a row belongs to. All that is ranked together must be in one. */
  readonly partitionOf: (key: string) => string;
  /** The partition a set belongs to; undefined for a set with members of several. */
  readonly partitionOfSet: (set: string) => string | undefined;
};

export const shardsOf = ({ shards = 1 }: Layout): number => shards;

/** The shard of a partition: FNV-1a over the code units, the same in every process and for ever. */
export function shardOf(layout: Layout, partition: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < partition.length; n++) hash = Math.imul(hash ^ partition.charCodeAt(n), 0x01000193);
  return (hash >>> 0) % shardsOf(layout);
}

/** What every key of a shard begins with. The braces make Redis Cluster keep all of them in one slot. */
export const prefixOf = (layout: Layout, shard: number): string =>
  `{xf:${layout.log}:${layout.projection}:${layout.version}:${shard}of${shardsOf(layout)}}:`;

/** Where whoever writes the boards notes how many shards there are, by the version of the projection. */
export const shardsKey = (layout: Layout): string => `xf:${layout.log}:${layout.projection}:shards`;

export const metaKey = (prefix: string): string => `${prefix}meta`;

/**
 * A sort or the name of a set as Redis keeps it: no NUL, which ends it there, and still in the order of its bytes. SQLite and
 * Redis compare UTF-8 bytes, so both have the same order for any text.
 */
export function endable(text: string): string {
  if (!text.includes('\0') && !text.includes('\u0001')) return text;
  return text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\0', '\u0001\u0001');
}

/** What `endable` was made of. */
export const plain = (text: string): string =>
  text.includes('\u0001') ? text.replaceAll('\u0001\u0001', '\0').replaceAll('\u0001\u0002', '\u0001') : text;

export const memberText = ({ sort, key }: Cursor): string => `${endable(sort)}\0${key}`;

export function cursorOf(member: string): Cursor {
  const at = member.indexOf('\0');
  return { sort: plain(member.slice(0, at)), key: member.slice(at + 1) };
}

/** A row as Redis keeps it: how many places it has, set and sort of each, all ended by a NUL, then the row as JSON. */
export function rowText(row: unknown, places: readonly Place[]): string {
  let text = `${places.length}\0`;
  for (const { set, sort } of places) text += `${endable(set)}\0${endable(sort)}\0`;
  return text + JSON.stringify(row);
}

/** Sets and sorts of a row's places in turn, still `endable`, and the row as JSON; the text begins at `start`. */
export function rowParts(text: string, start = 0): { readonly places: readonly string[]; readonly row: string } {
  let at = text.indexOf('\0', start);
  const places: string[] = [];
  for (let left = 2 * Number(text.slice(start, at)); left > 0; left--) {
    const end = text.indexOf('\0', at + 1);
    places.push(text.slice(at + 1, end));
    at = end;
  }
  return { places, row: text.slice(at + 1) };
}

/** Order of (sort, key) by UTF-8 bytes: JavaScript alone would put surrogate pairs before U+E000. */
export const compareCursors = (a: Cursor, b: Cursor): number =>
  compareText(a.sort, b.sort) || compareText(a.key, b.key);

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n++) {
    const [x, y] = [a.charCodeAt(n), b.charCodeAt(n)];
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}

const byteRank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
