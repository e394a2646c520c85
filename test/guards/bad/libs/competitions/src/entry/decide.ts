import type { EntryCommand } from './command.js';
import { entryEvents } from './events.js';
import { role } from '@xf/access';

export const entry = (command: EntryCommand) => [command, entryEvents, role];
