import type { Engine } from '@xf/es';

/** Where whoever brings a file keeps the register. */
export type Area = {
  readonly organization: (organization: string) => Promise<boolean>;
  /** Whether a unit is registered there. */
  readonly unit: (unit: string) => Promise<boolean>;
};

export type ReaderOptions = {
  /** Of units whose row names none. */
  readonly organization?: string | undefined;
  /** Absent: everywhere. */
  readonly area?: Area | undefined;
};

/** What a reader needs of the engine: who is who, and how things stand. */
export type Known = Pick<Engine, 'vault' | 'store' | 'states'>;
