import type { role } from '@xf/access';

export type Bad = typeof role;
