import type { Engine, Following, Reads } from '@xf/es';

/** What the edge needs of the composed system. */
export type ApiRuntime = { readonly engine: Engine; readonly reads: Reads; readonly following: Following };

/** Injects the `ApiRuntime`. */
export const RUNTIME = Symbol('runtime');
