import { entries } from '../entry/project.js';

export const bad = [entries];
