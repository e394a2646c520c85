import { randomUUID } from 'node:crypto';

export const bad = [randomUUID];
