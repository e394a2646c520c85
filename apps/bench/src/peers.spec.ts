import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeers } from './peers.install';
import { DidNotRun, startPeer } from './peers.process';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'peers-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const start = (source: string, patience = 30_000) => {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, source);
  return startPeer(program, ['7'], { folder, patience });
};
const ready = `process.send({ durable: process.argv[2] + ' ' + process.cwd() });\n`;
const didNotRun = (why: string) => new DidNotRun(why);

describe('a peer in its own process', () => {
  it('runs where its packages are, and answers turn by turn', async () => {
    const peer = await start(
      `${ready}process.on('message', ({ writers, calls }) => process.send({ perSecond: writers * calls }));`,
    );
    expect(peer.durable).toBe(`7 ${folder}`);
    expect([await peer.turn(2, 10), await peer.turn(3, 10)]).toEqual([20, 30]);
    await peer.stop();
  });
  it('tells why a command failed', async () => {
    const peer = await start(`${ready}process.on('message', () => process.send({ failed: 'locked' }));`);
    await expect(peer.turn(1, 1)).rejects.toThrow(didNotRun('locked'));
    await peer.stop();
  });
  it('tells of what it died, also when asked again', async () => {
    const peer = await start(`${ready}process.on('message', () => { throw new Error('SQLITE_BUSY'); });`);
    await expect(peer.turn(1, 1)).rejects.toThrow(didNotRun('Error: SQLITE_BUSY'));
    await expect(peer.turn(1, 1)).rejects.toThrow(didNotRun('Error: SQLITE_BUSY'));
    await peer.stop();
  });
  it('tells that a package is missing', async () => {
    await expect(start(`import 'no-such-package';`)).rejects.toThrow(/Cannot find package 'no-such-package'/);
    await expect(start(`import 'no-such-package';`)).rejects.toBeInstanceOf(DidNotRun);
  });
  it('is given up when it is silent', async () => {
    await expect(start('setInterval(() => undefined, 1000);', 200)).rejects.toThrow(didNotRun('no answer in 0.2 s'));
  });
});

describe('installing peers', () => {
  const manifest = (text: string): string => {
    const file = join(folder, 'manifest.json');
    writeFileSync(file, text);
    return file;
  };
  const install = (text: string): readonly string[] => {
    const said: string[] = [];
    installPeers(manifest(text), join(folder, 'installed'), (line) => said.push(line));
    return said;
  };
  it('happens once for a manifest', () => {
    expect(install('{ "name": "a" }')).toHaveLength(1);
    expect(install('{ "name": "a" }')).toHaveLength(0);
    expect(install('{ "name": "b" }')).toHaveLength(1);
  });
  it('that failed is told, and tried again', () => {
    const broken = () => install('{ "name": ');
    expect(broken).toThrow(/^npm install: code EJSONPARSE: .*package.json/);
    expect(broken).toThrow(DidNotRun);
    expect(existsSync(join(folder, 'installed', 'node_modules'))).toBe(false);
  });
});
