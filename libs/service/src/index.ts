export { createApp, createHealthApp } from './app';
export { listFileChanges } from './list-file';
export { runProcess } from './process';
