import { allowed } from '@xf/nest';

export const bad = [allowed];
