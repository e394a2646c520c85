import type { Cursor, Member, Position, Standing, ViewReader } from '@xf/es';
import type { Reply } from './client';
import { compareCursors, cursorOf, memberText, sortText } from './layout';
import { after, before, type Segment } from './segment';

/** Something a query reads. Its text is what Redis is asked, and what two equal reads have in common. */
export type Ask = {
  readonly shard: number;
  readonly kind: 'get' | 'range' | 'before' | 'standing';
  /** Key of a row, or name of a set. */
  readonly of: string;
  readonly at?: Cursor | undefined;
  readonly sort?: string;
  readonly limit?: number;
};

/** A read that could not be answered, and the same read once more. */
export type NotFetched = { readonly ask: Ask; readonly again: () => unknown };

/** Ends a run of a query whose next read is not fetched yet. One object for all: taking a stack costs more than the run. */
const notFetched = new Error('not fetched yet');

/** What has been fetched of one shard at one state of it. */
export type Snapshot<Row> = {
  /** Generation and last change: the same token means the same content. */
  readonly token: string;
  readonly changed: Position;
  /** Everything up to here is in it. Grows while nothing changes. */
  position: Position;
  readonly reader: ViewReader<Row>;
  /** What the last run of a query lacked. */
  missed: NotFetched | undefined;
  /** Whether a read can be answered. */
  readonly has: (ask: Ask) => boolean;
  readonly take: (ask: Ask, answer: readonly Reply[]) => void;
  /** How many rows it holds, about. */
  readonly weight: () => number;
};

export type ParseRow = (key: string, text: string) => unknown;

type Part<Row> = { readonly size: number; readonly standings: Map<string, Standing>; segments: Segment<Row>[] };

const noSuchSort: Standing = { before: 0, level: 0, stepsBefore: 0 };
const segmentsMax = 64;
/** Members to one script call: reading them holds Redis for a few milliseconds. */
const pageMax = 2_000;
const windowMax = 900;

/** What the answer to a read of the script says about the shard. */
export type State = { readonly shard: number; readonly token: string; readonly changed: Position; position: Position };

export function snapshot<Row>({ shard, token, changed, position }: State, parse: ParseRow): Snapshot<Row> {
  const held: Held<Row> = { rows: new Map(), sets: new Map(), weight: 0 };
  const miss = (ask: Omit<Ask, 'shard'>, again: () => unknown): never => {
    self.missed = { ask: { shard, ...ask }, again };
    throw notFetched;
  };
  const self: Snapshot<Row> = {
    token,
    changed,
    position,
    reader: readerOf(held, () => self.position, miss),
    missed: undefined,
    weight: () => held.weight + held.rows.size,
    has({ kind, of, at, sort = '', limit = 0 }) {
      if (kind === 'get') return held.rows.has(of);
      const part = held.sets.get(of);
      if (kind === 'standing') return part?.standings.has(sortText(sort)) === true;
      return (part?.segments ?? []).some((one) =>
        kind === 'range'
          ? after(one, at, limit) !== undefined
          : at !== undefined && before(one, at, limit) !== undefined,
      );
    },
    take(ask, answer) {
      if (ask.kind === 'get') takeRow(held, parse, ask.of, answer);
      else if (ask.kind === 'standing') {
        const [size, counts] = answer as [number, Counts];
        partOf(held, ask.of, size).standings.set(sortText(ask.sort ?? ''), standingOf(counts));
      } else takePage(held, parse, ask, answer);
    },
  };
  return self;
}

type Held<Row> = {
  readonly rows: Map<string, Row | undefined>;
  readonly sets: Map<string, Part<Row>>;
  weight: number;
};

type Miss = (ask: Omit<Ask, 'shard'>, again: () => unknown) => never;

function readerOf<Row>({ rows, sets }: Held<Row>, position: () => Position, miss: Miss): ViewReader<Row> {
  const segmentsOf = (set: string): readonly Segment<Row>[] => sets.get(set)?.segments ?? [];
  const reader: ViewReader<Row> = {
    position,
    get: (key) => (rows.has(key) ? rows.get(key) : miss({ kind: 'get', of: key }, () => reader.get(key))),
    range(set, { after: cursor, limit }) {
      if (limit <= 0) return [];
      for (const segment of segmentsOf(set)) {
        const found = after(segment, cursor, limit);
        if (found !== undefined) return found;
      }
      const next = missing(segmentsOf(set), cursor, limit);
      return miss({ kind: 'range', of: set, ...next }, () => reader.range(set, { after: cursor, limit }));
    },
    before(set, place, limit) {
      if (limit <= 0) return [];
      for (const segment of segmentsOf(set)) {
        const found = before(segment, place, limit);
        if (found !== undefined) return found;
      }
      const again = () => reader.before(set, place, limit);
      if (limit <= windowMax) return miss({ kind: 'before', of: set, at: place, limit }, again);
      return miss({ kind: 'range', of: set, ...missing(segmentsOf(set), undefined, pageMax) }, again);
    },
    size: (set) => sets.get(set)?.size ?? miss({ kind: 'standing', of: set, sort: '' }, () => reader.size(set)),
    standing: (set, sort) =>
      sets.get(set)?.standings.get(sortText(sort)) ??
      miss({ kind: 'standing', of: set, sort }, () => reader.standing(set, sort)),
  };
  return reader;
}

function partOf<Row>({ sets }: Held<Row>, set: string, size: number): Part<Row> {
  let part = sets.get(set);
  if (part === undefined) {
    part = { size, standings: new Map(), segments: [] };
    sets.set(set, part);
  }
  return part;
}

const rowIn = (parse: ParseRow, key: string, value: string): unknown =>
  parse(key, value.slice(value.indexOf('\n') + 1));

function takeRow<Row>(held: Held<Row>, parse: ParseRow, key: string, [value, ...places]: readonly Reply[]): void {
  held.rows.set(key, typeof value === 'string' ? (rowIn(parse, key, value) as Row) : undefined);
  for (const place of places) {
    const [set, size, sort, counts] = place as [string, number, string, Counts];
    partOf(held, set, size).standings.set(sort, standingOf(counts));
  }
}

function takePage<Row>(held: Held<Row>, parse: ParseRow, ask: Ask, answer: readonly Reply[]): void {
  const { kind, of, at, limit = 0 } = ask;
  const [size, texts, values, first, last, above, onward] = answer as PageReply;
  const part = partOf(held, of, size);
  const members = texts.map((text, n): Member<Row> => {
    const { sort, key } = cursorOf(text);
    const row = rowIn(parse, key, values[n] ?? '') as Row;
    held.rows.set(key, row);
    return { sort, key, row };
  });
  held.weight += members.length;
  if (first !== undefined && last !== undefined) standingsOf(part, members, first, last);
  if (kind === 'range') {
    addSegment(part, { from: at, members, isEnd: members.length < limit });
    return;
  }
  // What stands before the first of them is not known, so the stretch tells of cursors from that one on.
  const from = (above ?? 0) < limit ? undefined : members[0];
  part.segments.push({ from, members, isEnd: (onward ?? 0) <= limit });
}

type Counts = readonly [before: number, level: number, stepsBefore: number];
type PageReply = [
  size: number,
  members: string[],
  rows: (string | null)[],
  first?: Counts,
  last?: Counts,
  above?: number,
  onward?: number,
];

const standingOf = ([before, level, stepsBefore]: Counts): Standing =>
  before + level + stepsBefore === 0 ? noSuchSort : { before, level, stepsBefore };

/** Between the first and the last sort of a stretch without a gap, counting is enough. */
function standingsOf<Row>(part: Part<Row>, members: readonly Member<Row>[], first: Counts, last: Counts): void {
  let [before, level, stepsBefore] = first;
  let sort = members[0]?.sort ?? '';
  let here = 0;
  part.standings.set(sortText(sort), standingOf(first));
  for (const member of members) {
    if (member.sort === sort) {
      here += 1;
      continue;
    }
    if (sort !== members[0]?.sort) {
      level = here;
      part.standings.set(sortText(sort), { before, level, stepsBefore });
    }
    before += level;
    stepsBefore += 1;
    sort = member.sort;
    here = 1;
  }
  part.standings.set(sortText(sort), standingOf(last));
}

/** A fetched page that goes on where another ended makes one stretch of both. */
function addSegment<Row>(part: Part<Row>, segment: Segment<Row>): void {
  const { from } = segment;
  const index = part.segments.findIndex(({ members, isEnd }) => {
    const last = members[members.length - 1];
    return !isEnd && from !== undefined && last?.sort === from.sort && last.key === from.key;
  });
  const known = part.segments[index];
  if (known !== undefined) {
    const members = known.members as Member<Row>[];
    for (const member of segment.members) members.push(member);
    part.segments[index] = { from: known.from, members, isEnd: segment.isEnd };
    return;
  }
  if (part.segments.length >= segmentsMax) part.segments = [];
  part.segments.push(segment);
}

/** Where to go on reading, so that a long range is fetched page by page. */
function missing<Row>(segments: readonly Segment<Row>[], cursor: Cursor | undefined, limit: number) {
  let at = cursor;
  for (const { from, members, isEnd } of segments) {
    const last = members[members.length - 1];
    if (
      isEnd ||
      last === undefined ||
      (from !== undefined && (cursor === undefined || compareCursors(cursor, from) < 0))
    )
      continue;
    if (at !== undefined && compareCursors(last, at) <= 0) continue;
    at = last;
  }
  return { at, limit: Math.min(pageMax, limit) };
}

/** The arguments of a read for the script. */
export function askArgs({ kind, of, at, sort, limit }: Ask): readonly (string | number)[] {
  if (kind === 'get') return [kind, of, '', ''];
  if (kind === 'standing') return [kind, of, sortText(sort ?? ''), ''];
  return [kind, of, at === undefined ? '' : memberText(at), limit ?? 0];
}
