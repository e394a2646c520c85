import { Outage } from '@xf/es';
import type { RedisAddress } from './client';

const expected =
  'redis://[用户名:密码@]主机:端口[,主机:端口…]；rediss:// 走 TLS；多个主机为集群。Expected redis://[user:password@]host:port[,host:port…], rediss:// for TLS; several hosts are nodes of a cluster.';

/**
 * What a connection string says. Several hosts, or `?cluster=true`, are nodes of a cluster. Throws an `Outage` that names the
 * variable it came from and never shows what it holds: there may be a password in it.
 */
export function redisAddressOf(variable: string, text: string): RedisAddress {
  const [, scheme, user = '', hosts = '', query = ''] =
    /^(rediss?):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?([^?]*))?$/.exec(text) ?? [];
  const nodes = hosts.split(',').map(nodeOf);
  const parameters = new URLSearchParams(query);
  const isKnown = [...parameters.keys()].every((key) => key === 'cluster');
  if (scheme === undefined || !isKnown || nodes.includes(undefined)) throw new Outage(`${variable}：应为 ${expected}`);
  const parts = user.split(':').map(decoded);
  const [username = '', password = ''] = parts;
  if (parts.includes(undefined) || parts.length > 2) {
    const zh = '用户名与密码中的 : @ / ? % 须写成 %3A %40 %2F %3F %25。';
    throw new Outage(`${variable}：${zh}Write : @ / ? % of a user name or password as %3A %40 %2F %3F %25.`);
  }
  return {
    nodes: nodes.filter((node) => node !== undefined),
    cluster: nodes.length > 1 || parameters.get('cluster') === 'true',
    ...(scheme === 'rediss' ? { tls: true } : {}),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function nodeOf(text: string): RedisAddress['nodes'][number] | undefined {
  const [, host = '', port = '6379'] = /^(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
