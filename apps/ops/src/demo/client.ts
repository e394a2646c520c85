import { randomUUID } from 'node:crypto';
import { Stop } from '../io';
import type { Said } from './answers';

export type Answer = { readonly status: number; readonly etag: string | undefined; readonly body: unknown };

/** Who asks: an account that has signed in, or the public. */
export type Who = string | undefined;

export type Client = {
  /** `http://127.0.0.1:3000` */
  readonly base: string;
  readonly signIn: (account: string, password: string) => Promise<void>;
  /** What was asked for, with everything in it that this client has written. Stops at any other answer than success. */
  readonly get: (who: Who, path: string) => Promise<unknown>;
  /** Records something; `ifMatch` is the address whose ETag the change builds on. Stops when it is refused. */
  readonly post: (who: Who, path: string, body: object, ifMatch?: string) => Promise<unknown>;
  /** The same two for answers that are expected to be refusals. */
  readonly tryGet: (who: Who, path: string) => Promise<Answer>;
  readonly tryPost: (who: Who, path: string, body: object, ifMatch?: string) => Promise<Answer>;
  /** Position of the last thing this client has written. */
  readonly written: () => number;
};

/** Speaks to the service over the network as any other program would: bearer tokens, idempotency keys, ETags. */
export function clientOf(base: string): Client {
  const tokens = new Map<string, string>();
  let written = 0;

  async function send(who: Who, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    const token = who === undefined ? undefined : tokens.get(who);
    if (who !== undefined && token === undefined) throw new Error(`${who} has not signed in`);
    const reply = await fetch(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = /[/+]json/.test(reply.headers.get('content-type') ?? '');
    const told: unknown = isJson && text !== '' ? JSON.parse(text) : text;
    const answer = { status: reply.status, etag: reply.headers.get('etag') ?? undefined, body: told };
    written = Math.max(written, positionOf(answer.body));
    return answer;
  }

  const tryGet = (who: Who, path: string): Promise<Answer> =>
    send(who, `${path}${path.includes('?') ? '&' : '?'}minPosition=${written}`, {});

  async function tryPost(who: Who, path: string, body: object, ifMatch?: string): Promise<Answer> {
    const seen = ifMatch === undefined ? undefined : (await tryGet(who, ifMatch)).etag;
    return send(who, path, seen === undefined ? {} : { 'if-match': seen }, body);
  }

  return {
    base,
    tryGet,
    tryPost,
    written: () => written,
    get: async (who, path) => insist('GET', path, await tryGet(who, path)),
    post: async (who, path, body, ifMatch) => insist('POST', path, await tryPost(who, path, body, ifMatch)),
    async signIn(account, password) {
      const answer = insist('POST', '/api/sessions', await send(undefined, '/api/sessions', {}, { account, password }));
      tokens.set(account, (answer as { readonly token: string }).token);
    },
  };
}

const positionOf = (body: unknown): number =>
  typeof body === 'object' && body !== null && 'position' in body && typeof body.position === 'number'
    ? body.position
    : 0;

type Problem = Said & { readonly code: string };
export type Refusal = {
  readonly title: string;
  readonly detail?: string;
  readonly code: string;
  readonly errors?: readonly Problem[];
};

/** A refusal as the service words it, in Chinese. */
export const refusalOf = ({ status, body }: Answer): string => {
  const { title, detail, code } = body as Refusal;
  return `${status} ${code}：${title}${detail === undefined ? '' : `（${detail}）`}`;
};

function insist(method: 'GET' | 'POST', path: string, answer: Answer): unknown {
  if (answer.status < 300) return answer.body;
  throw new Stop(
    1,
    'demo-refused',
    `演示中断：${method} ${path} 被拒绝：${refusalOf(answer)}`,
    `The demo cannot go on: ${method} ${path} was refused: ${JSON.stringify(answer.body)}`,
  );
}
