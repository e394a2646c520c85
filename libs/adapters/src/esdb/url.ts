/**
 * The connection string of the link that writes: as given, but to the leader. What a cluster's connection string says
 * about the node it prefers is for reading.
 */
export function leaderUrl(url: string): string {
  const [hosts = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((option) => option !== '' && !/^node[-_]?preference=/i.test(option));
  return `${hosts}?${[...kept, 'nodePreference=leader'].join('&')}`;
}
