import { allowed } from '@xf/adapters';

export const bad = [allowed];
