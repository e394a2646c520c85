import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Outage } from '@xf/es';
import { webhooksOf } from '@xf/jobs';
import { everyCodec } from '@xf/runtime';
import { scratchFolder } from '../contracts/setups';

describe('WEBHOOKS', () => {
  const secret = 'geheim-geheim-geheim';
  const right = { id: 'city-1', url: 'https://example.org/in?a=1', secret, events: ['ResultsPublished'] };
  let scratch: ReturnType<typeof scratchFolder>;
  beforeEach(() => {
    scratch = scratchFolder();
  });
  afterEach(() => scratch.cleanup());

  const written = (content: unknown): string => {
    const path = join(scratch.folder, 'webhooks.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const read = (content: unknown, more: NodeJS.ProcessEnv = {}) =>
    webhooksOf({ WEBHOOKS: written(content), ...more }, everyCodec);
  const wrongIn = (content: unknown, more?: NodeJS.ProcessEnv): readonly string[] => {
    try {
      read(content, more);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      expect(error.message).not.toContain('geheim');
      return error.message.split('\n').map((line) => line.trim());
    }
    throw new Error('nothing was wrong');
  };

  it('says nothing of webhooks when it is not set', () => {
    expect(webhooksOf({}, everyCodec)).toBeUndefined();
    expect(webhooksOf({ WEBHOOKS: '' }, everyCodec)).toBeUndefined();
  });

  it('reads subscriptions, with a secret in the file or in one beside it', () => {
    mkdirSync(join(scratch.folder, 'secrets'));
    writeFileSync(join(scratch.folder, 'secrets/b'), `${secret}-b\nnot this\n`);
    const { secret: _, ...other } = { ...right, id: 'b', secretFile: 'secrets/b', since: 12 };
    expect(read([right, other])).toEqual({
      subscriptions: [right, { id: 'b', url: right.url, secret: `${secret}-b`, events: right.events, since: 12 }],
      allowPrivate: false,
    });
    expect(read([])).toEqual({ subscriptions: [], allowPrivate: false });
  });

  it('allows private addresses and http when it is told to', () => {
    const inside = { ...right, url: 'http://10.0.0.7:8080/in' };
    expect(read([inside], { WEBHOOKS_PRIVATE: '1' })).toMatchObject({
      allowPrivate: true,
      subscriptions: [{ url: inside.url }],
    });
    expect(wrongIn([inside])).toEqual([
      expect.stringMatching(/WEBHOOKS .*2 处错误/),
      expect.stringMatching(/^\[0\]\.url：.*https/),
      expect.stringMatching(/^\[0\]\.url：是内网地址.*private/),
    ]);
  });

  it('tells everything that is wrong at once, by index and field, Chinese first', () => {
    const found = wrongIn([
      { ...right, id: 'a b', url: 'ftp://example.org', secret: 'geheim', events: ['ResultPublished'], since: -1 },
      'geheim',
      { ...right, secretFile: 'x', hook: 1 },
      { ...right, secret: undefined, secretFile: 'none' },
      { ...right, id: 'city-2', events: [] },
      { ...right, id: 'city-3', url: 'https://geheim:geheim@example.org' },
      { ...right, id: 'city-4', url: 'https://[::1]/' },
    ]);
    expect(found[0]).toMatch(/^WEBHOOKS .*webhooks\.json 有 13 处错误。The file has errors: 13\.$/);
    expect(found.slice(1).map((line) => line.split('：')[0])).toEqual([
      '[0].id',
      '[0].url',
      '[0].secret',
      '[0].events[0]',
      '[0].since',
      '[1]',
      '[2].hook',
      '[2].secret',
      '[3].secretFile',
      '[4].events',
      '[5].url',
      '[6].url',
      '[3].id',
    ]);
    for (const line of found.slice(1)) expect(line).toMatch(/^\S+[^。]*[\u4e00-\u9fff][^。]*。[A-Z].*\.$/);
  });

  it.each([
    ['a file that is not JSON', `[{"secret":"${secret}"`, /不是有效的 JSON/],
    ['what is no array', { [secret]: 1 }, /数组.*array/],
  ])('refuses %s without quoting it', (_what, content, message) => {
    expect(wrongIn(content).join()).toMatch(message);
  });

  it('refuses a file that is not there', () => {
    expect(() => webhooksOf({ WEBHOOKS: join(scratch.folder, 'none') }, everyCodec)).toThrow(/无法读取（ENOENT）/);
  });
});
