import type { EntryId } from '../terms.js';

export type EntryCommand = EntryId;
