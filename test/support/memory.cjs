const { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, statfsSync } = require('node:fs');
const { join } = require('node:path');

const memory = '/dev/shm';
/** Far more than all tests together leave lying at any time. */
const room = 2 ** 31;

/**
 * Lets tests make their folders in memory where there is room: they wait for nobody's disk then, and call all the same
 * what flushes a file. That what was flushed is enough is shown on a disk that forgets the rest, test/faults/power-cut.
 * Whoever sets TMPDIR has them there.
 */
module.exports = () => {
  if (process.env.TMPDIR !== undefined || !existsSync(memory)) return undefined;
  sweep(memory);
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < room) return undefined;
  const folder = mkdtempSync(join(memory, `xianfeng-${process.pid}-`));
  // As open as /tmp: some tests run programs as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return undefined;
};

/** Removes what runs that were killed left behind: their folders bear the number of a process that is no more. */
function sweep(parent) {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^xianfeng-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const folder = join(parent, name);
    // Somebody else's is theirs to remove.
    if (lstatSync(folder).uid === process.getuid()) rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports.sweep = sweep;
