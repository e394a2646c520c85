import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const runtime = join(__dirname, '../../dist/libs/runtime/src/index.js');
const listing = `
  require(process.argv[1]);
  const names = Object.keys(require.cache).map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]);
  process.stdout.write(JSON.stringify([...new Set(names)]));
`;

it('a program on a data folder loads no client of a server, no Nest and nothing that writes documents', () => {
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', listing, runtime], { encoding: 'utf8' })) as string[];
  expect(loaded).toContain('better-sqlite3');
  const late =
    /^(@nestjs|@eventstore|@grpc|bullmq|ioredis|prom-client|docx|pinyin-pro|cnchar|read-excel|write-excel|highs)/;
  expect(loaded.filter((name) => late.test(name))).toEqual([]);
});
