import type { Cursor, Member, Position, ViewReader } from '@xf/es';
import type { Reply } from './client';
import { compareCursors, cursorOf, endable, memberText, plain, rowParts } from './layout';
import { after, before, type Segment } from './segment';

/** Members before a sort, level with it, and distinct sorts before it. */
export type Count = 'above' | 'level' | 'steps';

/** Which of the counts an answer holds: each comes with those before it. */
export const depthOf = { above: 0, level: 1, steps: 2 } as const;

/** Something a query reads. Its text is what Redis is asked, and what two equal reads have in common. */
export type Ask = {
  readonly shard: number;
  readonly kind: 'get' | 'range' | 'before' | Count;
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
  /** `depth`: which counts go along with a row. */
  readonly take: (ask: Ask, answer: Reply, depth: number) => void;
  /** How many rows it holds, about. */
  readonly weight: () => number;
};

export type ParseRow = (key: string, text: string) => unknown;

/** Members before, level, distinct sorts before: as many of them as are known. */
type Counts = readonly number[];
/** The size comes with pages and counts, and not with rows. */
type Part<Row> = { size: number | undefined; readonly counts: Map<string, Counts>; segments: Segment<Row>[] };

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
      if (kind === 'range') return part?.segments.some((one) => after(one, at, limit) !== undefined) === true;
      if (kind === 'before') {
        return at !== undefined && part?.segments.some((one) => before(one, at, limit) !== undefined) === true;
      }
      return part?.counts.get(endable(sort))?.[depthOf[kind]] !== undefined;
    },
    take(ask, answer, depth) {
      const { kind, of, sort = '' } = ask;
      if (kind === 'get') takeRow(held, parse, of, answer as string, depth);
      else if (kind === 'range' || kind === 'before') takePage(held, parse, ask, answer as PageReply);
      else {
        const [size, ...counts] = numbers(answer as string);
        putCounts(partOf(held, of, size), endable(sort), counts);
      }
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
    size: (set) => sets.get(set)?.size ?? miss({ kind: 'above', of: set, sort: '' }, () => reader.size(set)),
    standing: (set, sort) => ({
      get before() {
        return count(set, sort, 'above');
      },
      get level() {
        return count(set, sort, 'level');
      },
      get stepsBefore() {
        return count(set, sort, 'steps');
      },
    }),
  };
  const count = (set: string, sort: string, kind: Count): number =>
    sets.get(set)?.counts.get(endable(sort))?.[depthOf[kind]] ??
    miss({ kind, of: set, sort }, () => count(set, sort, kind));
  return reader;
}

function partOf<Row>({ sets }: Held<Row>, set: string, size?: number): Part<Row> {
  let part = sets.get(set);
  if (part === undefined) {
    part = { size, counts: new Map(), segments: [] };
    sets.set(set, part);
  }
  part.size ??= size;
  return part;
}

const numbers = (text: string): readonly number[] => text.split(' ').map(Number);

/** What more is known of the sort stays. */
function putCounts({ counts: known }: Part<unknown>, sort: string, counts: Counts): void {
  if (counts.length > (known.get(sort)?.length ?? 0)) known.set(sort, counts);
}

function takeRow<Row>(held: Held<Row>, parse: ParseRow, key: string, answer: string, depth: number): void {
  if (answer === '') {
    held.rows.set(key, undefined);
    return;
  }
  const end = answer.indexOf('\0');
  const counts = numbers(answer.slice(0, end));
  const { places, row } = rowParts(answer, end + 1);
  held.rows.set(key, parse(key, row) as Row);
  for (let n = 0, at = 0; n < places.length; n += 2, at += 1 + depth) {
    putCounts(partOf(held, plain(places[n] ?? '')), places[n + 1] ?? '', counts.slice(at, at + 1 + depth));
  }
}

function takePage<Row>(held: Held<Row>, parse: ParseRow, ask: Ask, answer: PageReply): void {
  const { kind, of, at, limit = 0 } = ask;
  const [texts, values, above, onward, text] = answer;
  const counts = numbers(text);
  const part = partOf(held, of, counts[0]);
  const members = texts.map((text, n): Member<Row> => {
    const { sort, key } = cursorOf(text);
    const row = parse(key, rowParts(values[n] ?? '').row) as Row;
    held.rows.set(key, row);
    return { sort, key, row };
  });
  held.weight += members.length;
  if (members.length > 0) {
    const half = counts.length / 2;
    countAll(part, members, counts.slice(1, half), counts.slice(half + 1));
  }
  if (kind === 'range') {
    addSegment(part, { from: at, members, isEnd: members.length < limit });
    return;
  }
  // What stands before the first of them is not known, so the stretch tells of cursors from that one on.
  const from = above < limit ? undefined : members[0];
  part.segments.push({ from, members, isEnd: onward <= limit });
}

/** Members, their rows, how many of them stand before the place asked for and behind it; counts of the first and the last. */
type PageReply = [texts: string[], values: (string | null)[], above: number, onward: number, counts: string];

/** Between the first and the last sort of a stretch without a gap, counting is enough. */
function countAll<Row>(part: Part<Row>, members: readonly Member<Row>[], first: Counts, last: Counts): void {
  const put = (sort: string, counts: Counts) => {
    const text = endable(sort);
    if (counts.length >= (part.counts.get(text)?.length ?? 0)) part.counts.set(text, counts);
  };
  let [before = 0, level = 0, steps] = first;
  const start = members[0]?.sort ?? '';
  let [sort, here] = [start, 0];
  put(start, first);
  for (const member of members) {
    if (member.sort === sort) {
      here += 1;
      continue;
    }
    if (sort !== start) {
      level = here;
      put(sort, steps === undefined ? [before, level] : [before, level, steps]);
    }
    before += level;
    if (steps !== undefined) steps += 1;
    [sort, here] = [member.sort, 1];
  }
  put(sort, last);
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

/** Equal for equal reads of one shard. */
export const askId = ({ kind, of, at, sort = '', limit = 0 }: Ask): string =>
  `${kind} ${limit} ${of.length} ${of}${at === undefined ? sort : memberText(at)}`;

/** The arguments of a read for the script. */
export function askArgs({ kind, of, at, sort, limit }: Ask): readonly (string | number)[] {
  if (kind === 'get') return [kind, of];
  if (kind === 'range' || kind === 'before')
    return [kind, endable(of), at === undefined ? '' : memberText(at), limit ?? 0];
  return [kind, endable(of), endable(sort ?? '')];
}
