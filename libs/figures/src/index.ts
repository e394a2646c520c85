export * from './terms';
export * from './statement/command';
export * from './statement/events';
export * from './statement/decide';
export * from './yearly/project';
export * from './yearly/query';
