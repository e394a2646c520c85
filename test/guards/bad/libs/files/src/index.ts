import { parse } from 'csv-parse/sync';

export const allowed = [parse];
