import { app } from '../../api/src/main.js';

export const bad = [app];
