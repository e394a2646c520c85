import { position } from '@xf/es';

export const bad = [position];
