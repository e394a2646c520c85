import { refuseTooLarge, type Append } from '@xf/es';

/** What every log asks of a call before it looks at the log. Answers the command id that all its events carry. */
export function commandOf(appends: readonly Append[]): string {
  const command = appends[0]?.events[0]?.command;
  if (command === undefined) throw new Error('append: no events');
  // One stream, as nearly every command has, cannot stand twice.
  const streams = appends.length === 1 ? undefined : new Set<string>();
  for (const { stream, events } of appends) {
    if (events.length === 0) throw new Error(`append: no events for ${stream}`);
    if (streams?.has(stream) === true) throw new Error(`append: ${stream} stands twice in one call`);
    streams?.add(stream);
    for (const event of events) {
      if (event.command !== command) throw new Error(`append: two commands in one call: ${command}, ${event.command}`);
      refuseTooLarge(event);
    }
  }
  return command;
}
