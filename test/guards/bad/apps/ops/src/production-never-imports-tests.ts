import { allowed } from '@xf/es/testing';

export const bad = [allowed];
