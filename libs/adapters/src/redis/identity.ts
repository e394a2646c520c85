import { Outage } from '@xf/es';
import { oneConnection, type RedisAddress } from './client';

/**
 * What the servers at an address call themselves, which is the same under whatever name they are reached; those that do not
 * answer now, or do not tell, are left out. Throws an `Outage` that names the variable when one of them refuses the password.
 */
export async function redisIdsOf(variable: string, address: RedisAddress): Promise<readonly string[]> {
  const ids = await Promise.all(address.nodes.map((node) => idOf(variable, address, node)));
  return ids.filter((id) => id !== undefined);
}

async function idOf(
  variable: string,
  address: RedisAddress,
  node: RedisAddress['nodes'][number],
): Promise<string | undefined> {
  const client = oneConnection(address, node);
  const told: Error[] = [];
  client.on('error', (error: Error) => told.push(error));
  try {
    await client.connect();
    return /^run_id:(\w+)/m.exec(await client.info('server'))?.[1];
  } catch (error) {
    if (![...told, error as Error].some(({ message }) => /^(?:WRONGPASS|NOAUTH)\b/.test(message))) return undefined;
    const zh = `${variable}：Redis 不接受其中的用户名或密码。`;
    throw new Outage(`${zh}Redis does not accept the user name or the password in ${variable}.`);
  } finally {
    if (client.status !== 'close' && client.status !== 'end') client.disconnect();
  }
}
