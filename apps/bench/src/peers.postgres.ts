import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { complaint, DidNotRun } from './peers.process';

export type Postgres = { readonly address: string; readonly stop: () => Promise<void> };

const debian = '/usr/lib/postgresql';
const patience = 30_000;

/** The folder of the newest server on this machine: `initdb` on the PATH may be without its server beside it. */
function binaries(): string {
  const installed = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'initdb'));
  const candidates = [
    ...installed.map((version) => join(debian, version, 'bin')),
    ...onPath.filter((file) => existsSync(file)).map((file) => dirname(realpathSync(file))),
  ];
  const found = candidates.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
  if (found === undefined) throw new DidNotRun('initdb and postgres are not on this machine');
  return found;
}

/** The server refuses to be root, so root lends it to nobody. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** A server of one's own below `folder`, reached over a socket only its owner and root can open. Gone after `stop`. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const bin = binaries();
  const as = owner();
  const data = mkdtempSync(join(folder, 'postgres-'));
  // The path of a socket has at most 107 bytes, the folder may have more.
  const socket = mkdtempSync(join(tmpdir(), 'bench-pg-'));
  const clear = (): void => {
    for (const used of [data, socket]) rmSync(used, { recursive: true, force: true });
  };
  try {
    if (as !== undefined) for (const used of [data, socket]) chownSync(used, as.uid, as.gid);
    const options = { ...as, cwd: socket };
    const made = spawnSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      { ...options, encoding: 'utf8' },
    );
    if (made.status !== 0) throw new DidNotRun(`initdb: ${made.error?.message ?? complaint(made.stderr)}`);
    const stop = await serverIn(bin, ['-D', data, '-k', socket, '-c', 'listen_addresses='], options);
    const address = `postgresql://bench@localhost/postgres?host=${encodeURIComponent(socket)}`;
    return {
      address,
      async stop() {
        await stop();
        clear();
      },
    };
  } catch (error) {
    clear();
    throw error;
  }
}

/** Answers when connections are taken; what it answers ends the server. */
async function serverIn(bin: string, args: readonly string[], options: object): Promise<() => Promise<void>> {
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(server, 'close');
  const abandon = (): void => void server.kill('SIGQUIT');
  process.once('exit', abandon);
  let words = '';
  const ready = new Promise<void>((resolve) => {
    server.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-20_000);
      if (words.includes('ready to accept connections')) resolve();
    });
  });
  const settled = new AbortController();
  const refuse = (why: () => string) => (): never => {
    throw new DidNotRun(`postgres: ${why()}`);
  };
  const late = setTimeout(patience, undefined, { signal: settled.signal });
  const stop = async (): Promise<void> => {
    process.off('exit', abandon);
    server.kill('SIGINT');
    await closed;
  };
  try {
    const ended = closed.then(refuse(() => complaint(words)));
    await Promise.race([ready, ended, late.then(refuse(() => `not ready in ${patience / 1000} s`))]);
    // From here on the server may end whenever it is told to.
    ended.catch(() => undefined);
  } catch (error) {
    if (server.exitCode === null) await stop();
    throw error;
  } finally {
    settled.abort();
  }
  return stop;
}
