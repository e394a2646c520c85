import { entryEvents } from './events.js';

export const entries = [entryEvents];
