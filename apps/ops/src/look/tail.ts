import { isSealed, type JsonObject, type StoredEvent } from '@xf/es';
import { reading } from '../folder';
import type { ExitCode } from '../io';
import { localTime, type Output } from '../print';

export type TailOptions = {
  readonly data: string;
  /** First position to show; the last ones of the log when absent. */
  readonly from?: number | undefined;
  readonly follow: boolean;
};

const pageMax = 500;
const lastShown = 20;
const waitMs = 1_000;
const summaryMax = 160;

/** Shows events as they stand in the log; personal fields are sealed there and shown as `***`. */
export function tail(output: Output, { data, from, follow }: TailOptions): Promise<ExitCode> {
  return reading<ExitCode>(data, async ({ store }) => {
    const { io } = output;
    let after = from === undefined ? Math.max(0, (await store.head()) - lastShown) : Math.max(0, from - 1);
    for (;;) {
      const page = await store.readAll(after, pageMax);
      for (const event of page) {
        after = event.position;
        io.stdout.write(`${output.json ? JSON.stringify({ ...event, data: masked(event.data) }) : lineOf(event)}\n`);
      }
      if (page.length === pageMax) continue;
      if (!follow || io.signal?.aborted === true) return 0;
      await store.waitBeyond(after, waitMs);
    }
  });
}

const mask = '***';

function masked(value: unknown): unknown {
  if (typeof value === 'string') return isSealed(value) ? mask : value;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, masked(content)]));
  }
  return value;
}

function lineOf({ position, recordedAt, type, stream, revision, actor, data }: StoredEvent): string {
  return `${position}  ${localTime(recordedAt)}  ${type}  ${stream}@${revision}  ${actor}  ${summary(data)}`;
}

function summary(data: JsonObject): string {
  const shown = Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'object' ? [] : [`${key}=${String(masked(value))}`],
  );
  const text = shown.join(' ').replace(/\s+/g, ' ');
  return text.length <= summaryMax ? text : `${text.slice(0, summaryMax)}…`;
}
