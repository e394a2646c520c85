import type { Instant } from '@xf/es';

export type ImportOptions = {
  readonly data: string;
  readonly competition?: string | undefined;
  readonly contest?: string | undefined;
  readonly round?: string | undefined;
  /** Of units whose row names none. */
  readonly organization?: string | undefined;
  readonly sheet?: string | undefined;
  /** Files of scores that follow a file of entries in the same import. */
  readonly marks?: string | undefined;
  readonly measurements?: string | undefined;
  readonly dryRun: boolean;
  readonly actor: string;
  readonly validAt?: Instant | undefined;
};
