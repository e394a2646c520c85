import { shown } from './project.js';

export const bad = [shown];
