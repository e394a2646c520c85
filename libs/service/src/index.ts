export { createApp, createHealthApp } from './app';
export { listFileChanges } from '../../honours/src/honours.module';
export { runProcess } from './process';
