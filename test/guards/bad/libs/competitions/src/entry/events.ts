import { position } from '@xf/es';

export const entryEvents = [position];
