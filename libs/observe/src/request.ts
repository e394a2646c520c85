/** What is known of a request before it is answered. `route` is the pattern, never the address. */
export type Asked = {
  readonly method: string;
  readonly route: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** The span of one request. */
export type RequestSpan = {
  readonly trace: string;
  /** Runs what belongs to the request, so that spans begun in it are parts of this one. */
  readonly run: (work: () => void) => void;
  readonly end: (status: number) => void;
};
