import { once } from 'node:events';
import { createServer } from 'node:net';

const first = 11_000;
const count = 11_000;

/**
 * A free port of 127.0.0.1 that is safe to give up and take again: below the ports that the system hands to outgoing
 * connections (32,768 and up), and so is the one 10,000 above it, which a Redis node takes for its cluster.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * count);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
