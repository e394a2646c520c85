import type { Instant, When } from '@xf/es';
import { Stop } from './io';

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads an RFC 3339 time with a zone, `2026-05-01T09:00:00+08:00`. A time without a zone is refused, not guessed. */
export function parseInstant(text: string): Instant {
  const instant = rfc3339.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new Stop(
    2,
    'time-invalid',
    `“${text}”不是时间：应写作 2026-05-01T09:00:00+08:00（须带时区）。`,
    `"${text}" is not a time: write 2026-05-01T09:00:00+08:00, with its zone.`,
  );
}

/** A whole number of at least `min`, for options such as --limit and --position. */
export function parseWhole(text: string, min: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= min) return number;
  throw new Stop(
    2,
    'number-invalid',
    `“${text}”应为不小于 ${min} 的整数。`,
    `"${text}" must be a whole number from ${min}.`,
  );
}

export type MomentOptions = {
  readonly asOf?: string | undefined;
  readonly position?: string | undefined;
  readonly validAt?: string | undefined;
};

/** Which moment the options ask for. */
export function momentOf({ asOf, position, validAt }: MomentOptions): When {
  return {
    ...(asOf === undefined ? {} : { recordedAt: parseInstant(asOf) }),
    ...(position === undefined ? {} : { position: parseWhole(position, 0) }),
    ...(validAt === undefined ? {} : { validAt: parseInstant(validAt) }),
  };
}
