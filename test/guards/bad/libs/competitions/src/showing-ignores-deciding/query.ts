import { decided } from './decide.js';

export const bad = [decided];
