export { fixedClock, systemClock, type FixedClock } from './clocks';
export { memoryEventStore } from './memory/event-store';
export { memoryVault } from './memory/vault';
export { memoryViews } from './memory/views';
export { DataFolderInUse } from './sqlite/data-folder';
export { openSqliteEventStore } from './sqlite/event-store';
export { openSqliteVault } from './sqlite/vault';
export { openSqliteViews } from './sqlite/views';
