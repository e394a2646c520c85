import { entry } from '../entry/decide.js';

export const bad = [entry];
