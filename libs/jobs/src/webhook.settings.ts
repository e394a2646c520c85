import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { Outage, type Codec, type EventShape } from '@xf/es';
import { privateAddress } from './webhook.address';
import type { Subscription } from './webhook.plan';

/** What the operator set about webhooks. */
export type WebhookSettings = {
  readonly subscriptions: readonly Subscription[];
  /** Also to private addresses, and without TLS. */
  readonly allowPrivate: boolean;
};

const fields = ['id', 'url', 'secret', 'secretFile', 'events', 'since'];
const idPattern = /^[\w-]{1,40}$/;
const secretMin = 16;

type Fields = Readonly<Record<string, unknown>>;
/** Notes that something is wrong with a field; its content is never told, for it may be a secret. */
type Complain = (field: string, zh: string, en: string) => void;
type Reading = {
  readonly folder: string;
  readonly allowPrivate: boolean;
  readonly codec: Pick<Codec<EventShape>, 'knows'>;
};

/**
 * The subscriptions in the JSON file that `WEBHOOKS` names; undefined when it names none. `WEBHOOKS_PRIVATE=1` lets
 * them be called on private addresses and without TLS. Throws one `Outage` with everything that is wrong, by index and field.
 */
export function webhooksOf(
  env: NodeJS.ProcessEnv,
  codec: Pick<Codec<EventShape>, 'knows'>,
): WebhookSettings | undefined {
  const { WEBHOOKS: path = '', WEBHOOKS_PRIVATE = '' } = env;
  if (path === '') return undefined;
  const allowPrivate = WEBHOOKS_PRIVATE === '1';
  const reading = { folder: dirname(path), allowPrivate, codec };
  const wrong: string[] = [];
  const rows = rowsIn(path);
  const subscriptions = rows.map((row, index) => {
    const complain: Complain = (field, zh, en) => {
      wrong.push(`[${index}]${field === '' ? '' : '.'}${field}：${zh}。${en}.`);
    };
    return subscriptionOf(row, reading, complain);
  });
  for (const [index, { id }] of subscriptions.entries()) {
    const first = subscriptions.findIndex((one) => one.id === id);
    if (id !== '' && first < index) wrong.push(`[${index}].id：与 [${first}] 相同。The same as that of [${first}].`);
  }
  if (wrong.length === 0) return { subscriptions, allowPrivate };
  const head = `WEBHOOKS ${path} 有 ${wrong.length} 处错误。The file has errors: ${wrong.length}.`;
  throw new Outage([head, ...wrong.map((line) => `  ${line}`)].join('\n'));
}

function rowsIn(path: string): readonly unknown[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = '?' } = cause as NodeJS.ErrnoException;
    throw new Outage(`WEBHOOKS ${path} 无法读取（${code}）。The file cannot be read (${code}).`, { cause });
  }
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, and with it perhaps a secret.
    throw new Outage(`WEBHOOKS ${path} 不是有效的 JSON。The file is not valid JSON.`);
  }
  if (Array.isArray(rows)) return rows;
  throw new Outage(`WEBHOOKS ${path} 应为订阅的数组。Expected an array of subscriptions.`);
}

/** What a row says; where it says nothing that makes sense, that is complained of and something empty takes its place. */
function subscriptionOf(row: unknown, reading: Reading, complain: Complain): Subscription {
  const isRecord = typeof row === 'object' && row !== null && !Array.isArray(row);
  if (!isRecord) complain('', '应为对象', 'Expected an object');
  const record = (isRecord ? row : {}) as Fields;
  for (const field of Object.keys(record)) {
    if (!fields.includes(field)) complain(field, `没有此项；可用：${fields.join('、')}`, 'There is no such field');
  }
  if (!isRecord) return { id: '', url: '', secret: '', events: [] };
  const required = {
    id: idOf(record, complain),
    url: urlOf(record, reading, complain),
    secret: secretOf(record, reading, complain),
    events: eventsOf(record, reading, complain),
  };
  const since = sinceOf(record, complain);
  return since === undefined ? required : { ...required, since };
}

function idOf({ id }: Fields, complain: Complain): string {
  if (typeof id === 'string' && idPattern.test(id)) return id;
  complain('id', '应为 1–40 个字母、数字、- 或 _', 'Expected 1 to 40 letters, digits, - or _');
  return '';
}

function urlOf({ url }: Fields, { allowPrivate }: Reading, complain: Complain): string {
  const target = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !['https:', 'http:'].includes(target.protocol)) {
    complain('url', '应为 https 地址', 'Expected an https address');
    return '';
  }
  if (target.username !== '' || target.password !== '') {
    complain('url', '不能含用户名或密码', 'It must not hold a user or a password');
  }
  if (allowPrivate) return target.href;
  if (target.protocol === 'http:') {
    complain('url', '应为 https；内网可设 WEBHOOKS_PRIVATE=1', 'Expected https; WEBHOOKS_PRIVATE=1 allows others');
  }
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && privateAddress(host)) {
    complain('url', '是内网地址；须设 WEBHOOKS_PRIVATE=1', 'A private address needs WEBHOOKS_PRIVATE=1');
  }
  return target.href;
}

function secretOf({ secret, secretFile }: Fields, { folder }: Reading, complain: Complain): string {
  if ((secret === undefined) === (secretFile === undefined)) {
    complain('secret', '须有且只有 secret 与 secretFile 之一', 'Expected one of secret and secretFile');
    return '';
  }
  const field = secret === undefined ? 'secretFile' : 'secret';
  const found = secret ?? secretIn(secretFile, folder, complain);
  if (found === undefined) return '';
  if (typeof found === 'string' && found.length >= secretMin) return found;
  complain(field, `应为至少 ${secretMin} 个字符的文字`, `Expected a text of at least ${secretMin} characters`);
  return '';
}

/** The first line of a file, found from the folder of the settings. */
function secretIn(file: unknown, folder: string, complain: Complain): string | undefined {
  if (typeof file !== 'string' || file === '') {
    complain('secretFile', '应为文件名', 'Expected the name of a file');
    return undefined;
  }
  try {
    return readFileSync(resolve(folder, file), 'utf8').split(/\r?\n/, 1)[0];
  } catch (error) {
    const { code = '?' } = error as NodeJS.ErrnoException;
    complain('secretFile', `无法读取（${code}）`, `The file cannot be read (${code})`);
    return undefined;
  }
}

function eventsOf({ events }: Fields, { codec }: Reading, complain: Complain): readonly string[] {
  if (!Array.isArray(events) || events.length === 0) {
    complain('events', '应为至少一个事件类型的数组', 'Expected an array of at least one type of event');
    return [];
  }
  for (const [n, type] of events.entries()) {
    if (typeof type !== 'string' || !codec.knows(type)) {
      complain(`events[${n}]`, '没有此事件类型', 'There is no such type of event');
    }
  }
  return events as readonly string[];
}

function sinceOf({ since }: Fields, complain: Complain): number | undefined {
  if (since === undefined || (Number.isSafeInteger(since) && (since as number) >= 0))
    return since as number | undefined;
  complain('since', '应为日志位置，即非负整数', 'Expected a position of the log: a whole number from 0');
  return undefined;
}
