/** Arguments: how many entries, and the address of the database. */
import { load, serve } from './serve.mjs';

const [, , entries, connectionString] = process.argv;
/** A connection for each of the sixteen writers; emmett's own pool has ten. */
const connections = 16;

await serve(Number(entries), async () => {
  const { Pool } = load('pg');
  const { getPostgreSQLEventStore } = load('@event-driven-io/emmett-postgresql');
  const pool = new Pool({ connectionString, max: connections });
  const ask = async (name) => (await pool.query(`SHOW ${name}`)).rows[0][name];
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes'];
  const answers = await Promise.all(settings.map(ask));
  const durable = settings.map((name, n) => `${name} ${answers[n]}`).join(', ');
  if (answers.some((value) => value !== 'on')) throw new Error(`not durable: ${durable}`);
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  await store.schema.migrate();
  return { store, durable: `PostgreSQL ${await ask('server_version')}, ${durable}` };
});
