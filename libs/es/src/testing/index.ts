export * from './given';
export * from './event-store.contract';
export * from './vault.contract';
export * from './views.contract';
