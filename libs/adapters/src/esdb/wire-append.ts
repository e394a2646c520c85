import { noStream, type Revision } from '@xf/es';
import type { Proposal } from './records';
import { field, Message, numberField, textIn } from './wire';

/**
 * An append as the server takes it (`BatchAppendReq`, all in one message). Every command comes through here, and the
 * generated encoder takes longer for one than all else that is done with it.
 *
 * @param id finds the answer; @param expected revision before the events, counted as the server does
 */
export function requestOf(id: string, server: string, expected: Revision, events: readonly Proposal[]): Buffer {
  const name = Buffer.byteLength(server);
  const isNew = expected === noStream;
  const options = sized(sized(name)) + (isNew ? sized(0) : 1 + numberSize(expected));
  const sizes = events.map(sizesOf);
  const messages = sizes.reduce((sum, { message }) => sum + sized(message), 0);
  const out = new Output(sized(uuidSize(id)) + sized(options) + messages + 2);
  out.uuid(1, id);
  out.head(2, options);
  out.head(1, sized(name));
  out.text(3, server, name);
  if (isNew) out.head(3, 0);
  else out.number(2, expected);
  events.forEach(({ id: event, type, meta, data }, n) => {
    const { message, typeEntry, typeSize, metaSize, dataSize } = sizes[n] as Sizes;
    out.head(3, message);
    out.uuid(1, event);
    out.head(2, typeEntry);
    out.text(1, 'type', 4);
    out.text(2, type, typeSize);
    out.copy(2, contentType);
    out.text(3, meta, metaSize);
    out.text(4, data, dataSize);
  });
  out.number(4, 1);
  return out.bytes;
}

/** What an answer (`BatchAppendResp`) says: whose it is, and where the last event stands, if the server tells. */
export type Answer = { readonly id: string; readonly isSuccess: boolean; readonly position: number | undefined };

export function answerIn(bytes: Buffer): Answer {
  const response = new Message(bytes);
  let id = '';
  let success: Message | undefined;
  while (response.next()) {
    if (response.tag === field(1)) id = textIn(response.message(), 2);
    else if (response.tag === field(3)) success = response.message();
    else response.skip();
  }
  return { id, isSuccess: success !== undefined, position: success && positionIn(success) };
}

function positionIn(success: Message): number | undefined {
  while (success.next()) {
    if (success.tag !== field(3)) success.skip();
    else {
      const position = success.message();
      let commit = 0;
      while (position.next()) {
        if (position.tag === numberField(1)) commit = position.number();
        else position.skip();
      }
      return commit;
    }
  }
  return undefined;
}

type Sizes = Readonly<Record<'message' | 'typeEntry' | 'typeSize' | 'metaSize' | 'dataSize', number>>;

function sizesOf({ id, type, meta, data }: Proposal): Sizes {
  const typeSize = Buffer.byteLength(type);
  const [metaSize, dataSize] = [Buffer.byteLength(meta), Buffer.byteLength(data)];
  const typeEntry = sized(4) + sized(typeSize);
  const texts = sized(typeEntry) + sized(contentType.length) + sized(metaSize) + sized(dataSize);
  return { message: sized(uuidSize(id)) + texts, typeEntry, typeSize, metaSize, dataSize };
}

/** A field with its number, its length and its content. */
const sized = (length: number): number => 1 + numberSize(length) + length;
const uuidSize = (id: string): number => sized(id.length);

function numberSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function mapEntry(key: string, value: string): Buffer {
  const out = new Output(sized(key.length) + sized(value.length));
  out.text(1, key, key.length);
  out.text(2, value, value.length);
  return out.bytes;
}

/** Bytes of a length that is known before. */
class Output {
  readonly bytes: Buffer;
  private at = 0;

  constructor(length: number) {
    this.bytes = Buffer.allocUnsafe(length);
  }

  number(name: number, value: number): void {
    this.bytes[this.at++] = numberField(name);
    this.plain(value);
  }

  /** What stands before the content of a field. */
  head(name: number, length: number): void {
    this.bytes[this.at++] = field(name);
    this.plain(length);
  }

  text(name: number, text: string, length: number): void {
    this.head(name, length);
    this.at += this.bytes.write(text, this.at, length);
  }

  copy(name: number, content: Buffer): void {
    this.head(name, content.length);
    this.at += content.copy(this.bytes, this.at);
  }

  uuid(name: number, id: string): void {
    this.head(name, uuidSize(id));
    this.text(2, id, id.length);
  }

  private plain(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[this.at++] = (rest % 128) + 128;
    this.bytes[this.at++] = rest;
  }
}

const contentType = mapEntry('content-type', 'application/json');
