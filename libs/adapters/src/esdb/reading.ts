import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Outage } from '@xf/es';
import type { Link } from './link';
import type { ServerRecord } from './records';

type Page = { readonly count: number; readonly idleMs: number };

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
  page: Page,
): Promise<ServerRecord[]> {
  const options = optionsOf(page.count).setAll(allFrom(from)).setFilter(filterOf(prefixes));
  return readPage(link, options, page);
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
  return link.read(new ReadReq().setOptions(options), (answer) => {
    const record = recordOf(answer);
    if (record !== undefined) each(record);
  });
}

export function identifier(server: string): StreamIdentifier {
  return new StreamIdentifier().setStreamName(Buffer.from(server).toString('base64'));
}

/** Positions and revisions are 64 bits wide on the server; a log of 8 PiB would be needed to pass what a number holds. */
export function safeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${text} from the event store is beyond 2^53 and cannot be kept exactly`);
  return value;
}

async function readPage(link: Link, options: ReadReq.Options, { idleMs }: Page): Promise<ServerRecord[]> {
  const records: ServerRecord[] = [];
  const request = new ReadReq().setOptions(options);
  await link.read(
    request,
    (answer) => {
      const record = recordOf(answer);
      if (record !== undefined) records.push(record);
    },
    idleMs,
  ).ended;
  return records;
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

/** How often a subscription that finds nothing says how far it is, in pages of the server. */
const checkpointEvery = 100;

function filterOf(prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  const names = new ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  const filter = new ReadReq.Options.FilterOptions().setStreamIdentifier(names).setCount(new Empty());
  return filter.setCheckpointintervalmultiplier(checkpointEvery);
}

const ticksPerMs = 10_000n;
/** What servers before 22.6 say for the position of a record that was read from its stream. */
const noPosition = '18446744073709551615';

function recordOf(answer: ReadResp): ServerRecord | undefined {
  const event = answer.getEvent()?.getEvent();
  if (event === undefined) return undefined;
  if (event.getCommitPosition() === noPosition) {
    throw new Outage('事件库版本过旧，需要 22.6 或更新。The event store is too old; 22.6 or newer is needed.');
  }
  const fields = event.getMetadataMap();
  return {
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
    revision: safeNumber(event.getStreamRevision()),
    position: safeNumber(event.getCommitPosition()),
    created: Number(BigInt(fields.get('created') ?? '0') / ticksPerMs),
    type: fields.get('type') ?? '',
    data: event.getData_asU8(),
    meta: event.getCustomMetadata_asU8(),
  };
}
