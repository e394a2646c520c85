import { entries } from './project.js';

export const list = [entries];
