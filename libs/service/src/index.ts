export { createApp, createHealthApp } from './app';
export { runProcess } from './process';
