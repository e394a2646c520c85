import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openSqliteEventStore, systemClock } from '@xf/adapters';
import { compareRebuild, fill, type StoredEvent } from '@xf/es';
import { everyCodec, everyProjection, openRuntime } from '@xf/runtime';

const folder = mkdtempSync(join(tmpdir(), 'xianfeng-kill-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rounds = 50;

/** Starts a writer, kills it a moment after its first acknowledged mark, answers what it had acknowledged. */
async function killed(round: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(__dirname, 'writer.cjs'), folder, String(round)]);
  const lines: string[] = [];
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<string | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  // Later and later, so that the deaths fall into every part of a commit and of a checkpoint of the file.
  const after = 1 + ((round * 7) % 60);
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.length === 0) setTimeout(() => child.kill('SIGKILL'), after);
    lines.push(line);
  }
  const signal = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${complaint}`);
  return lines;
}

async function wholeLog(): Promise<readonly StoredEvent[]> {
  const store = openSqliteEventStore({ folder, clock: systemClock, readOnly: true });
  const events = await store.readAll(0, Number.MAX_SAFE_INTEGER);
  await store.close();
  return events;
}

it(`killed ${rounds} times in the middle of writing: nothing acknowledged is lost, nothing is doubled, views are as rebuilt`, async () => {
  const acknowledged: string[] = [];
  for (let round = 1; round <= rounds; round++) acknowledged.push(...(await killed(round)));
  expect(acknowledged.length).toBeGreaterThan(rounds);

  const events = await wholeLog();
  expect(events.map(({ position }) => position)).toEqual(events.map((_event, index) => index + 1));
  expect(new Set(events.map(({ command, stream }) => `${command} ${stream}`)).size).toBe(events.length);
  const written = new Set(events.map(({ command, stream, revision }) => `${command} ${stream} ${revision}`));
  expect(acknowledged.filter((line) => !written.has(line))).toEqual([]);

  const runtime = await openRuntime({ folder });
  await runtime.following.until(events.length);
  for (const projection of everyProjection) {
    const { name, version } = projection;
    await fill(runtime.engine.store, everyCodec, projection, runtime.views.openRebuild(name, version), events.length);
    expect([name, compareRebuild(runtime.views, name, version)]).toEqual([
      name,
      expect.objectContaining({ equal: true }),
    ]);
  }
  const entries = events.filter(({ type }) => type === 'EntrySubmitted');
  const names = await runtime.engine.vault.reveal(entries.map(({ data }) => String(data['name'])));
  expect(new Set(names).size).toBe(200);
  expect(names).not.toContain(undefined);
  await runtime.close();
}, 180_000);
