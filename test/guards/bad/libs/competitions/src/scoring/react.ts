import type { EntryCommand } from '../entry/command.js';
import { entryEvents } from '../entry/events.js';

export const react = (command: EntryCommand) => [command, entryEvents];
