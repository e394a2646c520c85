import { randomUUID } from 'node:crypto';
import { assert } from 'fast-check';
import { position } from '../event.js';

export const allowed = [randomUUID, assert, position];
