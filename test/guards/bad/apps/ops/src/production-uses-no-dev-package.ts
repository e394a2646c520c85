import { assert } from 'fast-check';

export const bad = [assert];
