import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { openSqliteEventStore, openSqliteVault, openSqliteViews, systemClock } from '@xf/adapters';
import { fillAll } from '@xf/es';
import { engineOf, everyCodec, everyProjection } from '@xf/runtime';
import { commands } from './append';
import { flameSvg } from './flame';
import { concurrently } from './measure';
import { fillLog, openCompetition } from './season';

async function profiled(file: string, title: string, work: () => Promise<unknown>): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  writeFileSync(file, flameSvg(profile, title));
}

const entries = 16_000;
const rebuilt = 100_000;

/** Draws where the time of a command and of a rebuild goes, as flame graphs into a folder. */
export async function drawProfiles(folder: string, into: string, say: (line: string) => void): Promise<void> {
  const home = mkdtempSync(join(folder, 'profile-'));
  const store = openSqliteEventStore({ folder: home, clock: systemClock });
  const vault = openSqliteVault({ folder: home });
  const engine = engineOf({ store, vault, clock: systemClock });
  await openCompetition(engine);
  await fillLog(engine, rebuilt, ['practice']);
  const command = commands(engine, entries);
  await concurrently(64, entries, command);
  say('profile: commands of 64 clients');
  const title = '64 clients, each recording one mark after the other';
  await profiled(join(into, 'profile-command.svg'), title, () => concurrently(64, 5 * entries, command));
  say('profile: rebuild of all views');
  const views = openSqliteViews({ folder: home });
  const fillings = everyProjection.map((projection) => ({
    projection,
    view: views.openRebuild<unknown>(projection.name, projection.version),
  }));
  const head = await store.head();
  await profiled(
    join(into, 'profile-rebuild.svg'),
    `all views from ${head.toLocaleString('en')} events, ${rebuilt.toLocaleString('en')} entries`,
    () => fillAll(store, everyCodec, fillings, head),
  );
  views.close();
  await store.close();
  await vault.close();
  rmSync(home, { recursive: true });
}
