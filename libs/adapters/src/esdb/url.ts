import { Outage } from '@xf/es';

/** What the client knows, in small letters without `-` and `_`, as it compares them. */
const options = new Set(
  [
    ...['connectionName', 'defaultDeadline', 'discoveryInterval', 'gossipTimeout', 'keepAliveInterval'],
    ...['keepAliveTimeout', 'maxDiscoverAttempts', 'nodePreference', 'throwOnAppendFailure'],
    ...['tls', 'tlsCAFile', 'tlsVerifyCert', 'userCertFile', 'userKeyFile'],
  ].map(flat),
);
/** A password that holds a `?` makes the rest of it look like an option. */
const plain = /^[a-z+]+:\/\/([^:@?]+:[^@?]+@)?[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*\/?$/;

/**
 * Throws an `Outage` for an option the client does not know: it would print the whole connection string, and the password in
 * it, and go on without the option.
 */
export function refuseUnknownOptions(url: string): void {
  const [hosts = '', query = ''] = url.split('?', 2);
  for (const option of query.split('&')) {
    const [key = ''] = option.split('=', 1);
    if (option === '' || options.has(flat(key))) continue;
    const named = plain.test(hosts) && /^[\w-]{1,40}$/.test(key) ? ` ${key}` : '';
    const zh = `事件库连接串（EVENTSTORE_URL）中有不认识的选项${named}，请删去或改正。`;
    throw new Outage(
      `${zh}The connection string of the event store has an option that is not known${named && `:${named}`}.`,
    );
  }
}

function flat(key: string): string {
  return key.trim().toLowerCase().replaceAll(/[_-]/g, '');
}

/**
 * The connection string of the link that writes: as given, but to the leader. What a cluster's connection string says
 * about the node it prefers is for reading.
 */
export function leaderUrl(url: string): string {
  const [hosts = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((option) => option !== '' && !/^node[-_]?preference=/i.test(option));
  return `${hosts}?${[...kept, 'nodePreference=leader'].join('&')}`;
}
