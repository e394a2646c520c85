export { engineOf, keysFitLog } from './engine';
export { everyCodec, everyProjection, type AnyProjection } from './product';
export { openRuntime, throwawayRuntime, type Runtime, type RuntimeOptions } from './runtime';
