import type { EntryCommand } from '../entry/command.js';

export type Bad = EntryCommand;
