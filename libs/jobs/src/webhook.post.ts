import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { privateAddress } from './webhook.address';

export type Post = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Also to private addresses, and without TLS. */
  readonly allowPrivate: boolean;
};

/**
 * Posts once and answers the status; redirects are not followed. Throws when the address may not be called, when nothing
 * answers, or when the signal is aborted. The check is on the address that is connected to, so a name cannot change its
 * meaning in between.
 */
export function post({ url, headers, body, signal, allowPrivate }: Post): Promise<number> {
  const target = new URL(url);
  const isPlain = target.protocol === 'http:';
  if (!isPlain && target.protocol !== 'https:') throw new Error('neither http nor https');
  if (isPlain && !allowPrivate) throw new Error('http without TLS is not allowed');
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && privateAddress(host)) throw new Error('a private address is not allowed');
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    signal,
    agent: false,
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  };
  return new Promise((resolve, reject) => {
    const call = (isPlain ? requestHttp : requestHttps)(target, options, (answer) => {
      // Nothing in the answer's body is of use, and it may have no end.
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end(body);
  });
}

const publicLookup: LookupFunction = (host, options, done) => {
  lookUp(host, { ...options, all: true }, (error, found: readonly LookupAddress[]) => {
    const first = found[0];
    if (error !== null || first === undefined) done(error ?? new Error('no address'), '');
    else if (found.some(({ address }) => privateAddress(address)))
      done(new Error('a private address is not allowed'), '');
    else if (options.all === true) done(null, [...found]);
    else done(null, first.address, first.family);
  });
};
