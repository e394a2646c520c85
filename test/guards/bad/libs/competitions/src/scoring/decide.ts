import { entryEvents } from '../entry/events.js';
import { entry } from '../entry/decide.js';

export const scoring = [entryEvents, entry];
