import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { position } from '@xf/es';

export const allowed = [Database, readFileSync, position];
