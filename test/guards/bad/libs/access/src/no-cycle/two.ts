import type { one } from './one.js';

export type One = typeof one;
export const two = 2;
