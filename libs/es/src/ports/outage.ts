/**
 * Something outside the program failed or is not as it must be: a full disk, a folder another process holds, a file of a
 * newer program. Nothing was half done. The message is for people, in both languages, and holds no personal data.
 */
export class Outage extends Error {
  override readonly name: string = 'Outage';
}

/** For what runs in the background: an outage is over some day, and a bug ends the process as an unhandled rejection does. */
export function unlessOutage(error: unknown): void {
  if (!(error instanceof Outage)) throw error;
}
