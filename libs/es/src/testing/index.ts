export * from './given';
export * from './boards.contract';
export * from './event-store.contract';
export * from './jobs.contract';
export * from './vault.contract';
export * from './views.contract';
