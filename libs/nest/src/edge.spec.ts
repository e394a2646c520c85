import { codec, list, personal, text } from '@xf/es';
import { readCursor, writeCursor } from './cursor';
import { formatInstant, parseInstant } from './instants';
import { maskedEvent, maskIdNumber, maskPhone } from './masks';
import { languageOf } from './text';
import { failuresMax, lockMs, Throttle } from './throttle';
import { issueToken, TokenReader, tokenMinutes } from './tokens';

describe('languages', () => {
  it.each([
    [undefined, 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en', 'en'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['en;q=0.3,zh;q=0.7', 'zh'],
    ['zh;q=0.3,en;q=0.7', 'en'],
    ['de-DE', 'zh'],
    ['en;q=0', 'zh'],
  ])('%s reads as %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('times', () => {
  it.each([
    ['2026-05-01T09:00:00+08:00', Date.UTC(2026, 4, 1, 1)],
    ['2026-05-01T01:00:00Z', Date.UTC(2026, 4, 1, 1)],
    ['2024-02-29T00:00:00.250Z', Date.UTC(2024, 1, 29) + 250],
  ])('%s is a moment', (written, instant) => {
    expect(parseInstant(written)).toBe(instant);
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-05-01',
    '2026-05-01T09:00:00',
    '2026-13-01T00:00:00Z',
    '1',
    '２026-05-01T09:00:00Z',
  ])('%s is none', (written) => {
    expect(parseInstant(written)).toBeUndefined();
  });

  it('are told in Beijing time, across midnight', () => {
    expect(formatInstant(Date.UTC(2026, 3, 30, 16))).toBe('2026-05-01T00:00:00.000+08:00');
    expect(parseInstant(formatInstant(12_345_678_901))).toBe(12_345_678_901);
  });
});

describe('cursors', () => {
  it.each([
    { position: 7, sort: '1~a', key: 'entry/c/e' },
    { position: 0, sort: '', key: '', validAt: 5 },
  ])('come back as they went: %j', (cursor) => {
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it.each([
    [{}],
    [[1, 'a']],
    [['1', 'a', 'b']],
    [[1.5, 'a', 'b']],
    [[1, 2, 'b']],
    [[1, 'a', 'b', 'c']],
    [[1, 'a', 'b', 1, 1]],
  ])('refuses %j', (content) => {
    const cursor = Buffer.from(JSON.stringify(content)).toString('base64url');
    expect(() => readCursor(cursor)).toThrow('400 cursor-invalid');
  });
});

describe('masks', () => {
  it('domain-rules 120: show six and four of an ID number, three and four of a telephone', () => {
    expect(maskIdNumber('110105194912310021')).toBe('110105********0021');
    expect(maskPhone('13812345678')).toBe('138****5678');
  });

  it('hide whatever a codec calls personal, in lists too, and leave the rest', () => {
    const fields = {
      id: text,
      name: personal('id'),
      secret: personal('id'),
      members: list({ id: text, name: personal('id') }),
    };
    type Happened = { type: 'Happened'; id: string; name: string; secret: string; members: readonly object[] };
    const events = codec<Happened>({ Happened: { version: 1, fields } });
    const event: Happened = {
      type: 'Happened',
      id: 'p',
      name: '欧阳小明',
      secret: 'x',
      members: [{ id: 'q', name: '𠮷田' }],
    };
    expect(maskedEvent(events, event)).toEqual({
      type: 'Happened',
      id: 'p',
      name: '欧**',
      secret: '***',
      members: [{ id: 'q', name: '𠮷**' }],
    });
  });
});

describe('throttle', () => {
  it('locks at the fifth failure until a quarter of an hour after the last', () => {
    let now = 0;
    const throttle = new Throttle({ now: () => now });
    for (let n = 1; n < failuresMax; n++) throttle.failed(['a']);
    expect(throttle.lockedFor(['a', 'b'])).toBeUndefined();
    throttle.failed(['a']);
    expect(throttle.lockedFor(['b'])).toBeUndefined();
    expect(throttle.lockedFor(['b', 'a'])).toBe(900);
    now = lockMs - 1;
    expect(throttle.lockedFor(['a'])).toBe(1);
    now = lockMs;
    expect(throttle.lockedFor(['a'])).toBeUndefined();
  });

  it('forgets what succeeded, and takes back one of several', () => {
    const throttle = new Throttle({ now: () => 0 });
    for (let n = 0; n < failuresMax; n++) throttle.failed(['a', 'b']);
    throttle.succeeded('a');
    throttle.takeBack('b');
    expect(throttle.lockedFor(['a', 'b'])).toBeUndefined();
    throttle.failed(['b']);
    expect(throttle.lockedFor(['b'])).toBe(900);
  });
});

describe('tokens', () => {
  const secret = Buffer.alloc(32, 1);
  const claims = { account: 'li_ming', version: 2 };
  const now = Date.UTC(2026, 4, 1);

  it('say who, until 30 minutes later', async () => {
    const token = await issueToken(secret, claims, now);
    const reader = new TokenReader(secret);
    expect(await reader.read(token, now + tokenMinutes * 60_000 - 1_000)).toEqual(claims);
    expect(await reader.read(token, now + tokenMinutes * 60_000)).toBeUndefined();
    expect(await new TokenReader(secret).read(token, now + tokenMinutes * 60_000)).toBeUndefined();
  });

  it('are nothing under another secret, changed, or unsigned', async () => {
    const token = await issueToken(secret, claims, now);
    const [head = '', , signature = ''] = token.split('.');
    const body = Buffer.from(JSON.stringify({ sub: 'admin', pv: 0, exp: now })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const reader = new TokenReader(secret);
    expect(await reader.read(token, now)).toEqual(claims);
    expect(await new TokenReader(Buffer.alloc(32, 2)).read(token, now)).toBeUndefined();
    expect(await reader.read(`${head}.${body}.${signature}`, now)).toBeUndefined();
    expect(await reader.read(`${none}.${body}.`, now)).toBeUndefined();
  });
});
