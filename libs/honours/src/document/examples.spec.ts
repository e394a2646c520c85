import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRoundDocument } from './rules';

const folder = join(__dirname, '../../../../examples/round-documents');
const documents = readdirSync(folder).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))] as const,
);

describe('examples of round documents', () => {
  it.each(documents)('%s loads', (_file, json) => expect(loadRoundDocument(json)).toMatchObject({ ok: true }));
});
