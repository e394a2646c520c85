/** Opens everything that is kept in Redis over TLS, with the environment's certificates, and says what it found. */
const { join } = require('node:path');

const [, , boardsUrl, keysUrl] = process.argv;
const adapters = require(join(__dirname, '../../dist/libs/adapters/src/index.js'));
const { redisAddressOf, connectRedis, openBullJobs, openRedisVault, systemClock } = adapters;

async function main() {
  const boards = redisAddressOf('REDIS_URL', boardsUrl);
  const link = connectRedis(boards);
  await link.put('{xf:tls}:meta', 'done', 7);
  const [done] = await link.fields('{xf:tls}:meta', ['done']);
  link.close();
  const jobs = openBullJobs({ address: boards, clock: systemClock, names: ['a'] });
  await jobs.enqueue('a', 'key');
  const ran = new Promise((resolve) => jobs.handle('a', ({ key }) => Promise.resolve(resolve(key))));
  const key = await ran;
  await jobs.close(2_000);
  const vault = await openRedisVault({ redis: redisAddressOf('KEYS_REDIS_URL', keysUrl) });
  const [sealed] = await vault.seal([{ subject: 'p1', field: 'name', text: '张三' }]);
  const [name] = await vault.reveal([sealed]);
  await vault.close();
  process.stdout.write(JSON.stringify([done, key, name]));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(3);
});
