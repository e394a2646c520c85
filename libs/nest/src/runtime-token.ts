import type { Engine, Following, Reads } from '@xf/es';
import type { JobsDesk } from '@xf/jobs';
import type { Watch } from '@xf/observe';

/** What the edge needs of the composed system. */
export type ApiRuntime = {
  readonly engine: Engine;
  readonly reads: Reads;
  readonly following: Following;
  /** Absent: this process has nothing to do with jobs, and its routes for them say so. */
  readonly jobs?: JobsDesk;
};

/** Injects the `ApiRuntime`. */
export const RUNTIME = Symbol('runtime');

/** Looks at each command from outside. */
export type CommandWatch = Watch['command'];

/** Injects the `CommandWatch`. */
export const COMMAND_WATCH = Symbol('command watch');
