import { createHash } from 'node:crypto';

export const bad = [createHash];
