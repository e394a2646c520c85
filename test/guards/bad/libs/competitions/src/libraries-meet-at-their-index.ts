import { secret } from '../../access/src/private.js';

export const bad = [secret];
