export { entryEvents } from './entry/events.js';
export { CompetitionsModule } from './competitions.module.js';
