import type { Instant } from '@xf/es';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds of an RFC 3339 time with its zone; undefined when it is not one (a date alone, no zone, 30 February). */
export function parseInstant(text: string): Instant | undefined {
  if (!rfc3339.test(text)) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return undefined;
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  const lastDay = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  return (day ?? 0) <= lastDay ? instant : undefined;
}

/** The same for a text that was checked with its body; throws on any other. */
export function instantOf(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error('an instant that was not checked with its body');
  return instant;
}

const shanghaiMs = 8 * 60 * 60 * 1000;

/** RFC 3339 in Beijing time, which is what the readers of these pages live in. */
export const formatInstant = (instant: Instant): string =>
  new Date(instant + shanghaiMs).toISOString().replace('Z', '+08:00');
