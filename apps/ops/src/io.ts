/** What a verb may touch of the process around it; tests hand in their own. */
export type Io = {
  readonly stdout: { readonly write: (text: string) => unknown; readonly isTTY?: boolean | undefined };
  readonly stderr: { readonly write: (text: string) => unknown; readonly isTTY?: boolean | undefined };
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends a verb that runs until it is told to stop (`tail --follow`, `demo`). */
  readonly signal?: AbortSignal | undefined;
};

/** 0 done, 1 refused or bad input, 2 wrong usage, 3 outage or data folder in use, 4 a check found a difference. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** A verb cannot go on, for a reason its user can mend. Thrown by verbs only; the core answers refusals as values. */
export class Stop extends Error {
  override readonly name = 'Stop';
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}
