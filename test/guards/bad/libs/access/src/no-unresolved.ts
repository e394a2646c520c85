import { nothing } from './nowhere.js';

export const bad = [nothing];
