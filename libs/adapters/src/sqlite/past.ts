import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { Database as Connection } from 'better-sqlite3';
import type { Frame, FrameMark, FrameOf, Frames, Position, View } from '@xf/es';
import { pack, unpack, type GetPart, type Listing } from '../frames/pack';
import { RowTexts } from '../frames/rows';
import { dumpContent, emptyContent, viewOn, type Content } from '../memory/content';
import { sqliteCode, transactionsOn } from './data-folder';

const pastFile = 'past.db';
/** Of the tables and of the parts. A file with another one is thrown away. */
const format = 2;

const schema = `
  CREATE TABLE scopes (
    id INTEGER PRIMARY KEY, projection TEXT NOT NULL, version INTEGER NOT NULL, partition TEXT NOT NULL,
    UNIQUE (projection, version, partition)
  );
  CREATE TABLE frames (
    scope INTEGER NOT NULL, position INTEGER NOT NULL, stamp TEXT NOT NULL, since INTEGER NOT NULL,
    earliest INTEGER NOT NULL, latest INTEGER NOT NULL, listing TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (scope, position)
  ) WITHOUT ROWID;
  CREATE TABLE parts (scope INTEGER NOT NULL, digest TEXT NOT NULL, bytes BLOB NOT NULL);
  CREATE UNIQUE INDEX part_names ON parts (scope, digest);
`;

const deflated = promisify(deflate) as (text: string, options: { readonly level: number }) => Promise<Buffer>;
/** The quickest level; others are a tenth smaller. */
const level = 1;
/** Parts written in one transaction; each holds up the process for its own time. */
const partsTogether = 16;

/**
 * Frames in `past.db` of a folder, which one process opens. Nothing in it is trusted: every part and every frame carries a
 * digest, and whatever does not fit goes, with all frames of its partition or with the file. Where no file can be had there
 * are no frames.
 */
export function openSqliteFrames({ folder }: { readonly folder: string }): Frames {
  const path = join(folder, pastFile);
  let file: PastFile | undefined = freshOr(path);
  const texts = new RowTexts();
  const contents = new WeakMap<View<never>, Content>();
  const viewOf = <Row>(content: Content): View<Row> => {
    const view = viewOn<Row>({ content });
    contents.set(view as View<never>, content);
    return view;
  };
  /** A file that broke is replaced by an empty one; a disk that is full or gone leaves things as they are. */
  const failed = (error: unknown): void => {
    const code = sqliteCode(error);
    if (code === undefined) throw error;
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) return;
    file?.close();
    file = freshOr(path, true);
  };
  const tried = <T>(work: (file: PastFile) => T): T | undefined => {
    try {
      return file === undefined ? undefined : work(file);
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
  return {
    blank: () => viewOf(emptyContent()),
    newest: (of, upTo) => tried((one) => one.at(of, upTo)?.mark.position) ?? 0,
    marks: (of, upTo) => tried((one) => one.marks(of, upTo)) ?? [],
    async open<Row>(of: FrameOf, upTo: Position): Promise<Frame<Row> | undefined> {
      const found = tried((one) => one.at(of, upTo));
      if (found === undefined) return undefined;
      const { scope, mark, listing } = found;
      const mine = file;
      const bytes = (digest: string): Buffer | undefined =>
        file === mine ? tried((one) => one.part(scope, digest)) : undefined;
      const get: GetPart = {
        bytes,
        text(digest) {
          const part = bytes(digest);
          return part === undefined ? undefined : inflateSync(part).toString('utf8');
        },
      };
      const content = await unpack(listing, texts, get);
      if (content === undefined) {
        tried((one) => one.drop(of));
        return undefined;
      }
      content.position = mark.position;
      return { view: viewOf<Row>(content), stamp: mark.stamp, span: mark };
    },
    async keep(of, { view, stamp, span }) {
      const content = contents.get(view as unknown as View<never>);
      if (content === undefined) throw new Error('keep: not a view of these frames');
      const { position } = content;
      const mine = file;
      const scope = tried((one) => one.scopeFor(of)) ?? 0;
      const parts = partsInto((some) => file === mine && tried((one) => one.addParts(scope, some)) === true);
      const listing = await pack(content, texts, parts.put);
      if (parts.flush()) tried((one) => one.addFrame(of, { scope, mark: { ...span, position, stamp }, listing }));
    },
    drop: (of) => tried((one) => one.drop(of)),
    dump: (view) => dumpContent(contents.get(view as unknown as View<never>)),
    close() {
      file?.close();
      file = undefined;
    },
  };
}

/**
 * Parts on their way to a file, a few together. They come before the frame that lists them: what a crash leaves behind is not
 * read, and found again by its digest.
 */
function partsInto(write: (parts: readonly Part[]) => boolean) {
  let isWhole = true;
  let waiting: Part[] = [];
  /** Answers whether all parts so far are in the file. */
  const flush = (): boolean => {
    const parts = waiting;
    waiting = [];
    isWhole = isWhole && write(parts);
    return isWhole;
  };
  return {
    flush,
    put: async (text: string) => {
      const bytes = await deflated(text, { level });
      const digest = digestOf(bytes);
      if (isWhole) waiting.push([digest, bytes]);
      if (waiting.length >= partsTogether) flush();
      return { digest, bytes };
    },
  };
}

type PastFile = ReturnType<typeof pastFileOn>;

/** The file as it is or else a fresh one in its place; undefined where none can be had. */
function freshOr(path: string, isBroken = false): PastFile | undefined {
  for (const isFresh of isBroken ? [true] : [false, true]) {
    try {
      if (isFresh) for (const side of ['', '-wal', '-shm']) rmSync(`${path}${side}`, { force: true });
      return pastFileOn(openFile(path));
    } catch (error) {
      // What has a code comes from SQLite or the operating system.
      if (!(error instanceof Misfit || (typeof error === 'object' && error !== null && 'code' in error))) throw error;
    }
  }
  return undefined;
}

class Misfit extends Error {}

function openFile(path: string): Connection {
  mkdirSync(join(path, '..'), { recursive: true });
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    const found = db.pragma('user_version', { simple: true });
    const isNew = found === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (!isNew && found !== format) throw new Misfit();
    if (isNew) transactionsOn(db)(() => db.exec(`${schema}; PRAGMA user_version = ${format}`));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

type Part = readonly [digest: string, bytes: Buffer];
type FrameRow = FrameMark & { readonly listing: string; readonly digest: string };
type Found = { readonly scope: number; readonly mark: FrameMark; readonly listing: Listing };

function pastFileOn(db: Connection) {
  const inTransaction = transactionsOn(db);
  const findScope = db.prepare('SELECT id FROM scopes WHERE projection = ? AND version = ? AND partition = ?').pluck();
  const addScope = db.prepare('INSERT INTO scopes (projection, version, partition) VALUES (?, ?, ?)');
  const olderScopes = db.prepare('SELECT id FROM scopes WHERE projection = ? AND version <> ?').pluck();
  const framesUpTo = 'SELECT * FROM frames WHERE scope = ? AND position <= ? ORDER BY position';
  const lastFrame = db.prepare(`${framesUpTo} DESC LIMIT 1`);
  const allFrames = db.prepare(framesUpTo);
  const addFrame = db.prepare('INSERT OR REPLACE INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const part = db.prepare('SELECT bytes FROM parts WHERE scope = ? AND digest = ?').pluck();
  const addPart = db.prepare('INSERT OR IGNORE INTO parts VALUES (?, ?, ?)');
  const drops = ['frames WHERE scope = ?', 'parts WHERE scope = ?', 'scopes WHERE id = ?'].map((one) =>
    db.prepare(`DELETE FROM ${one}`),
  );
  const scopeOf = ({ projection, version, partition }: FrameOf): number | undefined =>
    findScope.get(projection, version, partition) as number | undefined;
  const dropScope = (id: number): void => {
    inTransaction(() => {
      for (const drop of drops) drop.run(id);
    });
  };
  const drop = (of: FrameOf): void => {
    const scope = scopeOf(of);
    if (scope !== undefined) dropScope(scope);
  };
  const scopeFor = (of: FrameOf): number => {
    const known = scopeOf(of);
    if (known !== undefined) return known;
    for (const id of olderScopes.all(of.projection, of.version)) dropScope(id as number);
    return addScope.run(of.projection, of.version, of.partition).lastInsertRowid as number;
  };
  return {
    close: () => db.close(),
    drop,
    scopeFor,
    at(of: FrameOf, upTo: Position): Found | undefined {
      const scope = scopeOf(of);
      const row = scope === undefined ? undefined : (lastFrame.get(scope, upTo) as FrameRow | undefined);
      if (scope === undefined || row === undefined) return undefined;
      if (isWhole(of, row)) return { scope, mark: markOf(row), listing: JSON.parse(row.listing) as Listing };
      drop(of);
      return undefined;
    },
    marks(of: FrameOf, upTo: Position): readonly FrameMark[] {
      const scope = scopeOf(of);
      const marks = scope === undefined ? [] : wholeOnes(of, allFrames.iterate(scope, upTo) as Iterable<FrameRow>);
      if (marks !== undefined) return marks;
      drop(of);
      return [];
    },
    part(scope: number, digest: string): Buffer | undefined {
      const bytes = part.get(scope, digest) as Buffer | undefined;
      return bytes !== undefined && digestOf(bytes) === digest ? bytes : undefined;
    },
    addParts(scope: number, parts: readonly Part[]): true {
      inTransaction(() => {
        for (const [digest, bytes] of parts) addPart.run(scope, digest, bytes);
      });
      return true;
    },
    addFrame(of: FrameOf, { scope, mark, listing }: Found): void {
      const { position, stamp, since, earliest, latest } = mark;
      const text = JSON.stringify(listing);
      addFrame.run(scope, position, stamp, since, earliest, latest, text, frameDigest(of, mark, text));
    },
  };
}

const digestOf = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, digestLength);
const digestLength = 22;

const markOf = ({ position, stamp, since, earliest, latest }: FrameRow): FrameMark => ({
  ...{ position, stamp, since, earliest, latest },
});

/** Undefined when one of them is not whole. Listings are long: one is held at a time. */
function wholeOnes(of: FrameOf, rows: Iterable<FrameRow>): readonly FrameMark[] | undefined {
  const marks: FrameMark[] = [];
  for (const row of rows) {
    if (!isWhole(of, row)) return undefined;
    marks.push(markOf(row));
  }
  return marks;
}

const isWhole = (of: FrameOf, row: FrameRow): boolean => row.digest === frameDigest(of, row, row.listing);

const frameDigest = ({ projection, version, partition }: FrameOf, mark: FrameMark, listing: string) => {
  const { position, stamp, since, earliest, latest } = mark;
  const where = [projection, version, partition, position, stamp, since, earliest, latest];
  return digestOf(JSON.stringify([format, ...where, listing]));
};
