export { position } from './event.js';
