import type { Cursor, Member, Position, Standing, ViewReader } from '@xf/es';
import type { Reply } from './client';
import { compareCursors, cursorOf, endable, memberText, plain, rowParts } from './layout';
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
  readonly take: (ask: Ask, answer: Reply) => void;
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
      if (kind === 'standing') return part?.standings.has(endable(sort)) === true;
      return (part?.segments ?? []).some((one) =>
        kind === 'range'
          ? after(one, at, limit) !== undefined
          : at !== undefined && before(one, at, limit) !== undefined,
      );
    },
    take(ask, answer) {
      if (ask.kind === 'get') takeRow(held, parse, ask.of, answer as string);
      else if (ask.kind === 'standing') takeCounts(held, ask.of, endable(ask.sort ?? ''), numbers(answer as string), 0);
      else takePage(held, parse, ask, answer as PageReply);
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
      sets.get(set)?.standings.get(endable(sort)) ??
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

const numbers = (text: string): readonly number[] => text.split(' ').map(Number);

/** Size and counts of one sort, from some place in an answer on. */
function takeCounts(held: Held<unknown>, set: string, sort: string, counts: readonly number[], at: number): void {
  partOf(held, set, counts[at] ?? 0).standings.set(sort, standingOf(counts, at));
}

function takeRow<Row>(held: Held<Row>, parse: ParseRow, key: string, answer: string): void {
  if (answer === '') {
    held.rows.set(key, undefined);
    return;
  }
  const end = answer.indexOf('\0');
  const counts = numbers(answer.slice(0, end));
  const { places, row } = rowParts(answer.slice(end + 1));
  held.rows.set(key, parse(key, row) as Row);
  for (let n = 0; n < places.length; n += 2) {
    takeCounts(held, plain(places[n] ?? ''), places[n + 1] ?? '', counts, 2 * n);
  }
}

function takePage<Row>(held: Held<Row>, parse: ParseRow, ask: Ask, answer: PageReply): void {
  const { kind, of, at, limit = 0 } = ask;
  const [texts, values, above, onward, text] = answer;
  const counts = numbers(text);
  const part = partOf(held, of, counts[0] ?? 0);
  const members = texts.map((text, n): Member<Row> => {
    const { sort, key } = cursorOf(text);
    const row = parse(key, rowParts(values[n] ?? '').row) as Row;
    held.rows.set(key, row);
    return { sort, key, row };
  });
  held.weight += members.length;
  if (members.length > 0) standingsOf(part, members, standingOf(counts, 0), standingOf(counts, 4));
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

function standingOf(counts: readonly number[], at: number): Standing {
  const [before = 0, level = 0, stepsBefore = 0] = [counts[at + 1], counts[at + 2], counts[at + 3]];
  return before + level + stepsBefore === 0 ? noSuchSort : { before, level, stepsBefore };
}

/** Between the first and the last sort of a stretch without a gap, counting is enough. */
function standingsOf<Row>(part: Part<Row>, members: readonly Member<Row>[], first: Standing, last: Standing): void {
  let { before, level, stepsBefore } = first;
  let sort = members[0]?.sort ?? '';
  let here = 0;
  part.standings.set(endable(sort), first);
  for (const member of members) {
    if (member.sort === sort) {
      here += 1;
      continue;
    }
    if (sort !== members[0]?.sort) {
      level = here;
      part.standings.set(endable(sort), { before, level, stepsBefore });
    }
    before += level;
    stepsBefore += 1;
    sort = member.sort;
    here = 1;
  }
  part.standings.set(endable(sort), last);
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
  if (kind === 'standing') return [kind, endable(of), endable(sort ?? '')];
  return [kind, endable(of), at === undefined ? '' : memberText(at), limit ?? 0];
}
