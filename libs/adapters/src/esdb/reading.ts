import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Link, Silence } from './link';
import type { ServerRecord } from './records';
import { recordIn } from './wire';

type Page = { readonly count: number; readonly idleMs: number };
/** `until` is where the reading ends: a record that stands there or behind is the last one. */
type Range = Page & { readonly until?: number | undefined };

/** Records of one stream from a revision, oldest first; none for a stream that does not exist. */
export function readStreamPage(link: Link, server: string, from: number, page: Page): Promise<ServerRecord[]> {
  const stream = new ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(identifier(server));
  stream.setRevision(String(from));
  return readPage(link, optionsOf(page.count).setStream(stream).setNoFilter(new Empty()), page);
}

export async function readStreamLast(link: Link, server: string, idleMs: number): Promise<ServerRecord | undefined> {
  const stream = new ReadReq.Options.StreamOptions().setStreamIdentifier(identifier(server)).setEnd(new Empty());
  const options = optionsOf(1).setStream(stream).setNoFilter(new Empty());
  options.setReadDirection(ReadReq.Options.ReadDirection.BACKWARDS);
  return (await readPage(link, options, { count: 1, idleMs }))[0];
}

/** Records of the whole log whose streams begin with one of the prefixes, from a position (that record too), oldest first. */
export function readAllPage(
  link: Link,
  from: number,
  prefixes: readonly string[],
  page: Range,
): Promise<ServerRecord[]> {
  const records: ServerRecord[] = [];
  return flowAll(link, from, prefixes, page, (record) => records.push(record)).ended.then(() => records);
}

/**
 * The same, each record as it comes. The server says nothing while it passes records over, and there may be millions of
 * them: it is given up only when it leaves another question unanswered, too.
 */
export function flowAll(
  link: Link,
  from: number,
  prefixes: readonly string[],
  { count, idleMs, until = Number.POSITIVE_INFINITY }: Range,
  each: (record: ServerRecord) => void,
) {
  const options = optionsOf(count).setAll(allFrom(from)).setFilter(filterOf(prefixes));
  const tell = (record: ServerRecord): void => {
    each(record);
    if (record.position >= until) flow.cancel();
  };
  const flow = readEach(link, options, tell, { idleMs, isAlive: () => readEnd(link, idleMs) });
  return flow;
}

/** The last record of the server, whoever wrote it. */
export async function readEnd(link: Link, idleMs: number): Promise<ServerRecord | undefined> {
  const all = new ReadReq.Options.AllOptions().setEnd(new Empty());
  const options = optionsOf(1).setAll(all).setNoFilter(new Empty());
  options.setReadDirection(ReadReq.Options.ReadDirection.BACKWARDS);
  return (await readPage(link, options, { count: 1, idleMs }))[0];
}

/** Everything behind a position, also what is yet to come, until cancelled. */
export function subscribe(
  link: Link,
  after: number,
  prefixes: readonly string[],
  each: (record: ServerRecord) => void,
) {
  const options = optionsOf().setAll(allFrom(after)).setFilter(filterOf(prefixes));
  options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  return readEach(link, options, each);
}

function identifier(server: string): StreamIdentifier {
  return new StreamIdentifier().setStreamName(Buffer.from(server).toString('base64'));
}

async function readPage(link: Link, options: ReadReq.Options, page: Page): Promise<ServerRecord[]> {
  const records: ServerRecord[] = [];
  await readEach(link, options, (record) => records.push(record), page).ended;
  return records;
}

function readEach(link: Link, options: ReadReq.Options, each: (record: ServerRecord) => void, silence?: Silence) {
  const tell = (answer: Buffer): void => {
    const record = recordIn(answer);
    if (record !== undefined) each(record);
  };
  return link.read(new ReadReq().setOptions(options), tell, silence);
}

function optionsOf(count?: number): ReadReq.Options {
  const options = new ReadReq.Options();
  options.setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()));
  options.setReadDirection(ReadReq.Options.ReadDirection.FORWARDS);
  if (count !== undefined) options.setCount(String(count));
  return options;
}

function allFrom(position: number): ReadReq.Options.AllOptions {
  const all = new ReadReq.Options.AllOptions();
  if (position === 0) return all.setStart(new Empty());
  const at = new ReadReq.Options.Position();
  return all.setPosition(at.setCommitPosition(String(position)).setPreparePosition(String(position)));
}

/** Records the server looks at in one step; 32 when it is not told, and a step is a query. */
const windowRecords = 2_000;
/** How often a subscription that finds nothing says how far it is, in steps. */
const checkpointEvery = 2;

function filterOf(prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  const names = new ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  const filter = new ReadReq.Options.FilterOptions().setStreamIdentifier(names).setMax(windowRecords);
  return filter.setCheckpointintervalmultiplier(checkpointEvery);
}
