/** Arguments: how many entries, the file, and `kept` for one connection that stays open; else emmett opens one a call. */
import { load, serve } from './serve.mjs';

const [, , entries, fileName, connections] = process.argv;

await serve(Number(entries), async () => {
  const { getSQLiteEventStore, sqliteConnection } = load('@event-driven-io/emmett-sqlite');
  const connection = sqliteConnection({ fileName });
  // emmett sends the same pragma when it opens a file, but does not wait for it; the mode stays with the file.
  const { journal_mode } = await connection.querySingle('PRAGMA journal_mode = WAL');
  const { synchronous } = await connection.querySingle('PRAGMA synchronous');
  const durable = `journal_mode ${journal_mode}, synchronous ${synchronous}`;
  if (durable !== 'journal_mode wal, synchronous 2') throw new Error(`not durable: ${durable}`);
  const kept = connections === 'kept';
  const store = getSQLiteEventStore({
    fileName,
    ...(kept ? { connectionOptions: { singleton: true, connection } } : {}),
  });
  await store.schema.migrate();
  if (!kept) connection.close();
  return { store, durable };
});
