import type { Engine, Following, Reads } from '@xf/es';
import type { Watch } from '@xf/observe';

/** What the edge needs of the composed system. */
export type ApiRuntime = { readonly engine: Engine; readonly reads: Reads; readonly following: Following };

/** Injects the `ApiRuntime`. */
export const RUNTIME = Symbol('runtime');

/** Looks at each command from outside. */
export type CommandWatch = Watch['command'];

/** Injects the `CommandWatch`. */
export const COMMAND_WATCH = Symbol('command watch');
