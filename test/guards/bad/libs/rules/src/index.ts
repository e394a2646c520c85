import { position } from '@xf/es';
import Ajv from 'ajv/dist/2020';

export const allowed = [position, Ajv];
