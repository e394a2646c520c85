import { createHash } from 'node:crypto';
import Ajv from 'ajv/dist/2020';

export const allowed = [createHash, Ajv];
