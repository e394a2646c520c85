import type { NewEvent } from '../event';

/** Bytes an event may take as JSON, with all that is recorded beside it: what a log server takes at once, less its own. */
export const eventBytesMax = 1_040_000;

/** An event that no log takes; nothing was recorded. What brought it has to come in parts. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** Throws `EventTooLarge`. The same for every log, so that each holds what another one does. */
export function refuseTooLarge(event: NewEvent): void {
  const text = JSON.stringify(event);
  // No character takes more than three bytes a unit, and nearly every event is far from the bound.
  if (text.length * 3 > eventBytesMax && Buffer.byteLength(text) > eventBytesMax) {
    throw new EventTooLarge(`an event of more than ${eventBytesMax} bytes`);
  }
}
