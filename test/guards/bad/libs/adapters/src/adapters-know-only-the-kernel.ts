import { role } from '@xf/access';

export const bad = [role];
