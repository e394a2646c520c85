import { Outage } from '@xf/es';
import type { ServerRecord } from './records';

/** What servers before 22.6 say for the position of a record that was read from its stream: 2^64 - 1, rounded. */
const noPosition = 2 ** 64;
const ticksPerMs = 10_000;

/** Positions and revisions are 64 bits wide on the server; a log of 8 PiB would be needed to pass what a number holds. */
export function safeNumber(told: string | number): number {
  const value = Number(told);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${told} from the event store is beyond 2^53 and cannot be kept exactly`);
  return value;
}

/** A message in the encoding of protocol buffers, field by field. */
export class Message {
  /** Number and kind of the present field, as they stand before it. */
  tag = 0;

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  next(): boolean {
    if (this.at >= this.end) return false;
    this.tag = this.number();
    return true;
  }

  number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('a message of the event store ends within a number');
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }

  message(): Message {
    const length = this.number();
    this.at += length;
    return new Message(this.bytes, this.at - length, this.at);
  }

  content(): Buffer {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  skip(): void {
    const kind = this.tag & 7;
    if (kind === 0) this.number();
    else if (kind === 2) this.content();
    else this.at += kind === 1 ? 8 : 4;
  }
}

export const field = (number: number): number => number * 8 + 2;
export const numberField = (number: number): number => number * 8;

/**
 * The record in an answer to a read (`ReadResp`), if there is one. Every event of the log comes through here, often more
 * than once, and the generated decoder takes longer for one than everything else that is done with it.
 */
export function recordIn(answer: Buffer): ServerRecord | undefined {
  const response = new Message(answer);
  while (response.next()) {
    if (response.tag !== field(1)) response.skip();
    else {
      const event = response.message();
      while (event.next()) {
        if (event.tag === field(1)) return recordOf(event.message());
        event.skip();
      }
    }
  }
  return undefined;
}

const nothing: Buffer = Buffer.alloc(0);

function recordOf(recorded: Message): ServerRecord {
  let stream = '';
  let [revision, position] = [0, 0];
  let [type, created] = ['', '0'];
  let [data, meta] = [nothing, nothing];
  while (recorded.next()) {
    switch (recorded.tag) {
      case field(2):
        stream = textIn(recorded.message(), 3);
        break;
      case numberField(3):
        revision = recorded.number();
        break;
      case numberField(5):
        position = recorded.number();
        break;
      case field(6): {
        const [key, value] = entryIn(recorded.message());
        if (key === 'type') type = value;
        else if (key === 'created') created = value;
        break;
      }
      case field(7):
        meta = recorded.content();
        break;
      case field(8):
        data = recorded.content();
        break;
      default:
        recorded.skip();
    }
  }
  if (position === noPosition) {
    throw new Outage('事件库版本过旧，需要 22.6 或更新。The event store is too old; 22.6 or newer is needed.');
  }
  const place = { stream, revision: safeNumber(revision), position: safeNumber(position) };
  // Of ticks no digit is lost that a millisecond would show.
  return { ...place, created: Math.floor(Number(created) / ticksPerMs), type, data, meta };
}

export function textIn(message: Message, number: number): string {
  let text = '';
  while (message.next()) {
    if (message.tag === field(number)) text = message.text();
    else message.skip();
  }
  return text;
}

function entryIn(message: Message): readonly [key: string, value: string] {
  let [key, value] = ['', ''];
  while (message.next()) {
    if (message.tag === field(1)) key = message.text();
    else if (message.tag === field(2)) value = message.text();
    else message.skip();
  }
  return [key, value];
}
