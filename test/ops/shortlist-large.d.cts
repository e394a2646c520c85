/** Writes the files of a large campaign into a folder. */
export declare function writeLarge(folder: string): void;
