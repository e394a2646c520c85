export type EntryId = string;
