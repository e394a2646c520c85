import { openLog, type LogLine } from './log';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

const written: string[] = [];
const open = (level?: 'error' | 'warn' | 'info' | 'off') => {
  written.length = 0;
  return openLog({ write: (text) => written.push(text), level });
};
const info: LogLine = { level: 'info', n: 1 };

describe('the log', () => {
  it('gathers lines and writes them together, each with its time', () => {
    const { line } = open();
    line(info);
    line({ ...info, n: 2, route: undefined });
    expect(written).toEqual([]);
    jest.advanceTimersByTime(1_000);
    const time = '"time":"1970-01-01T00:00:00.000Z"';
    expect(written).toEqual([`{${time},"level":"info","n":1}\n{${time},"level":"info","n":2}\n`]);
    jest.advanceTimersByTime(1_000);
    expect(written).toHaveLength(1);
  });

  it('writes an error at once, after what came before it', () => {
    const { line } = open();
    line(info);
    line({ level: 'error', n: 2 });
    expect(written.join('')).toMatch(/"n":1.*\n.*"n":2/);
  });

  it('writes what waits when it is told to, and when that is much', () => {
    const { line, flush } = open();
    line(info);
    flush();
    flush();
    expect(written).toHaveLength(1);
    line({ ...info, long: 'x'.repeat(70_000) });
    expect(written).toHaveLength(2);
  });

  it.each([
    ['off', []],
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
  ] as const)('writes at level %s: %p', (level, kept) => {
    const { line, flush } = open(level);
    for (const one of ['error', 'warn', 'info']) line({ level: one });
    flush();
    expect([...written.join('').matchAll(/"level":"(\w+)"/g)].map(([, found]) => found)).toEqual(kept);
  });
});
