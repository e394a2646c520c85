/**
 * A process that handles one job, says that it has begun it, and closes when it is asked to end (SIGTERM); nothing but the
 * jobs keeps it alive. Runs the built program, as a service would.
 */
const { join } = require('node:path');

const [, , port, lockMs, run] = process.argv;
const { openBullJobs, systemClock } = require(join(__dirname, '../../dist/libs/adapters/src/index.js'));

const address = { nodes: [{ host: '127.0.0.1', port: Number(port) }] };
const jobs = openBullJobs({ address, clock: systemClock, names: ['a', 'sweep'], lockMs: Number(lockMs) });
process.once('SIGTERM', () => {
  void jobs.close(200).then((ended) => process.stdout.write(ended ? 'ended\n' : 'cut off\n'));
});
jobs.handle('a', ({ key }) => {
  process.stdout.write(`began ${key}\n`);
  return run === 'endless' ? new Promise(() => undefined) : Promise.resolve();
});
process.stdout.write('handles\n');
