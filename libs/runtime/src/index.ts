export { sharedDeploymentOf, type SharedDeployment } from './deployment';
export { engineOf, keysFitLog } from './engine';
export { jobsOf, openEmbeddedJobs, openSharedJobs, type ProductJobs, type RebuildPart } from './jobs';
export { everyCodec, everyProjection, type AnyProjection } from './product';
export { rebuildInPlace } from './rebuild';
export { openRuntime, throwawayRuntime, type Runtime } from './runtime';
export { openShared, openSharedLog, openWorker, type SharedOptions } from './shared';
