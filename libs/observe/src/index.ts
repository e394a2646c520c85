export { isLogLevel, openLog, type LogLevel, type LogLine } from './log';
export { serveMetrics } from './metrics-server';
export { tellFollowers, toldHalt } from './followers';
export type { RequestSpan } from './request';
export { openWatch, type Watch } from './watch';
