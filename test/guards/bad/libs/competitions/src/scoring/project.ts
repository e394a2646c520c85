import { entryEvents } from '../entry/events.js';

export const standings = [entryEvents];
