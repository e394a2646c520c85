import type { Meta } from './context';
import type { Instant, JsonObject, NewEvent, Revision, StreamName } from './event';
import type { Append } from './ports/event-store';

/** What all events of one piece have in common. */
export type Shared = Omit<Meta, 'validAt'>;

type Page = { readonly shared: Shared; readonly bytes: Buffer; readonly ends: Uint32Array };
type PackedEvent = readonly [type: string, version: number, validAt: Instant, data: JsonObject];
type Packed = readonly [stream: StreamName, expected: Revision, events: readonly PackedEvent[]];

const pageBits = 8;
const pageSize = 1 << pageBits;

/** Pages from one number up to another, which is not among them. */
export type PageRange = {
  readonly from: number;
  readonly to: number;
  /** The last page before them that adds to one of the same streams; -1 when none does. */
  readonly after: number;
};

/**
 * Appends that are decided and not written yet, as bytes of JSON in small pages: half a million of them take a third of
 * what they would as objects, and leave nothing to collect. Any stream's own can be read back.
 */
export class Pending {
  private readonly pages: (Page | undefined)[] = [];
  /** Page and place of each append of a stream, as one number; a list only where there are several. */
  private readonly places = new Map<StreamName, number | number[]>();

  add(appends: readonly Append[], shared: Shared): PageRange {
    const from = this.pages.length;
    let after = -1;
    for (let first = 0; first < appends.length; first += pageSize) {
      after = Math.max(after, this.addPage(appends.slice(first, first + pageSize), shared));
    }
    return { from, to: this.pages.length, after };
  }

  /** Nothing will be added or asked for by stream any more. */
  close(): void {
    this.places.clear();
  }

  /** What was added under a range, which is then forgotten. */
  take({ from, to }: PageRange): readonly Append[] {
    const appends: Append[] = [];
    for (let page = from; page < to; page++) {
      for (let index = 0; index < this.page(page).ends.length; index++) appends.push(this.at(page, index));
      this.pages[page] = undefined;
    }
    return appends;
  }

  /** What is added to one stream, in order. */
  of(stream: StreamName): readonly Append[] {
    const places = this.places.get(stream);
    if (places === undefined) return [];
    const all = typeof places === 'number' ? [places] : places;
    return all.map((place) => this.at(place >>> pageBits, place & (pageSize - 1)));
  }

  /** Answers the last page before it that adds to one of the same streams. */
  private addPage(appends: readonly Append[], shared: Shared): number {
    const page = this.pages.length;
    const ends = new Uint32Array(appends.length);
    const texts = appends.map((append) => JSON.stringify(packed(append)));
    let end = 0;
    for (const [index, text] of texts.entries()) ends[index] = end += Buffer.byteLength(text);
    const bytes = Buffer.allocUnsafeSlow(end);
    end = 0;
    for (const text of texts) end += bytes.write(text, end);
    this.pages.push({ shared, bytes, ends });
    let after = -1;
    for (const [index, { stream }] of appends.entries()) {
      after = Math.max(after, this.note(stream, page * pageSize + index));
    }
    return after;
  }

  private at(number: number, index: number): Append {
    const { bytes, ends, shared } = this.page(number);
    const text = bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
    return unpacked(JSON.parse(text) as Packed, shared);
  }

  private page(number: number): Page {
    const page = this.pages[number];
    if (page === undefined) throw new Error(`page ${number} of what is pending was taken`);
    return page;
  }

  /** Answers the page that added to the stream before. */
  private note(stream: StreamName, place: number): number {
    const known = this.places.get(stream);
    if (known === undefined) {
      this.places.set(stream, place);
      return -1;
    }
    const last = typeof known === 'number' ? known : (known[known.length - 1] ?? 0);
    if (typeof known === 'number') this.places.set(stream, [known, place]);
    else known.push(place);
    return last >>> pageBits;
  }
}

const packed = ({ stream, expected, events }: Append): Packed => [
  stream,
  expected,
  events.map(({ type, version, validAt, data }) => [type, version, validAt, data] as const),
];

const unpacked = ([stream, expected, events]: Packed, shared: Shared): Append => ({
  stream,
  expected,
  events: events.map(([type, version, validAt, data]): NewEvent => ({ type, version, validAt, data, ...shared })),
});
