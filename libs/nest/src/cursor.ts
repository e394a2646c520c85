import { problem } from './problem';

/** Where a page starts and which state it is a page of: page 2 is read from the same position as page 1. */
export type PinnedCursor = {
  readonly position: number;
  readonly sort: string;
  readonly key: string;
  readonly validAt?: number | undefined;
};

export const writeCursor = ({ position, sort, key, validAt }: PinnedCursor): string =>
  Buffer.from(JSON.stringify([position, sort, key, ...(validAt === undefined ? [] : [validAt])])).toString('base64url');

/** Throws the problem `cursor-invalid` on anything `writeCursor` cannot have written. */
export function readCursor(text: string): PinnedCursor {
  const parts = parse(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(parts) || parts.length < 3 || parts.length > 4) throw problem('cursor-invalid');
  const [position, sort, key, validAt] = parts as readonly unknown[];
  const sound = Number.isSafeInteger(position) && typeof sort === 'string' && typeof key === 'string';
  if (!sound || (validAt !== undefined && !Number.isSafeInteger(validAt))) throw problem('cursor-invalid');
  const pinned = { position: position as number, sort, key };
  return validAt === undefined ? pinned : { ...pinned, validAt: validAt as number };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is as wrong as any other content; the caller tells it.
    return undefined;
  }
}
