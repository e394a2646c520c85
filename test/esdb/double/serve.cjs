/**
 * The double as a process of its own, to be forked: `serve.cjs <port> <file or -> <append to die behind, from 0, or ->`. Says
 * `{ port }` when it listens. With a file, its log is there again when it is started again.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
  const options = { filename, jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};

const { Disk } = require('./disk.ts');
const { Double } = require('./server.ts');

const [, , port, file, last] = process.argv;
const disk = new Disk(() => Date.now(), undefined, 0, file === '-' ? undefined : file);
const double = new Double({ disk });
double.port = Number(port);
if (last !== '-') {
  const { append } = disk;
  let appends = 0;
  // The events are on the disk, and nobody has heard of it.
  disk.append = (...call) => {
    const outcome = append.apply(disk, call);
    if (++appends > Number(last)) process.kill(process.pid, 'SIGKILL');
    return outcome;
  };
}
process.on('disconnect', () => process.exit());
double.start().then(() => process.send({ port: double.port }));
