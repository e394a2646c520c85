import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { sweep } = jest.requireActual<{ sweep: (parent: string) => void }>(resolve(__dirname, '../support/memory.cjs'));

it('folders of a run that was killed are removed by the next, and those of a run that goes on stay', () => {
  const parent = mkdtempSync(join(tmpdir(), 'memory-'));
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const running = [`xianfeng-${process.pid}-a`, 'xianfeng-1-b', 'xianfeng-letters', 'other-folder'];
  for (const name of [...running, `xianfeng-${gone}-c`]) {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, 'log'), 'x');
  }
  sweep(parent);
  expect(readdirSync(parent).toSorted()).toEqual(running.toSorted());
  rmSync(parent, { recursive: true });
});
