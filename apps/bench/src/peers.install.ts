import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DidNotRun } from './peers.process';

/** npm names the kind of an error on one line and the culprit on the next. */
function complaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('npm error '));
  return lines
    .slice(0, 2)
    .map((line) => line.slice('npm error '.length))
    .join(': ');
}

/**
 * Installs the manifest's packages into `folder`, unless this very manifest has been installed there by this Node before.
 * Throws DidNotRun with npm's complaint.
 */
export function installPeers(manifestFile: string, folder: string, say: (line: string) => void): void {
  const manifest = readFileSync(manifestFile, 'utf8');
  const stamp = `${process.version}\n${manifest}`;
  const stampFile = join(folder, 'installed');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  say(`peers: installing into ${folder}; sqlite3 is compiled, which takes about a minute`);
  mkdirSync(folder, { recursive: true });
  rmSync(stampFile, { force: true });
  writeFileSync(join(folder, 'package.json'), manifest);
  // emmett-sqlite and emmett-postgresql each ask for an emmett of their own number, and not all numbers are to be had.
  const flags = ['--prefix', folder, '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error, stderr } = spawnSync('npm', ['install', ...flags], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new DidNotRun(`npm install: ${error?.message ?? complaint(stderr)}`);
  writeFileSync(stampFile, stamp);
}
