import { setTimeout as sleep } from 'node:timers/promises';
import { follow, Outage, viewFollower, type Following, type JobRun } from '@xf/es';
import { everyCodec, everyProjection } from './product';
import { breathe, type Runtime } from './runtime';

const lookMs = 100;

/**
 * Fills every view of this process anew from the log and exchanges each for its copy, while readers read and the log grows.
 * The copies follow the log as live views do, so nobody waits for them longer than for those. Throws `Outage`
 * when a copy cannot be filled or `signal` is aborted; the views that were not exchanged stay as they were.
 */
export async function rebuildInPlace(
  { engine, views }: Pick<Runtime, 'engine' | 'views'>,
  { signal, progress }: Pick<JobRun, 'signal' | 'progress'>,
): Promise<void> {
  const { store } = engine;
  let left = everyProjection.map((projection) => {
    const { name, version } = projection;
    views.dropRebuild(name, version);
    return { projection, live: views.open(name, version), copy: views.openRebuild(name, version) };
  });
  const lacking = (): typeof left => left.filter(({ live, copy }) => copy.position() < live.position());
  const caughtUp = async (following: Following): Promise<void> => {
    while (lacking().length > 0) {
      await assertGoingOn(following, signal);
      const reached = Math.min(...left.map(({ copy }) => copy.position()));
      const head = await store.head();
      await progress(head === 0 ? 1 : reached / head, `${reached} / ${head}`);
      await sleep(lookMs);
    }
  };
  try {
    while (left.length > 0) {
      const followers = left.map(({ projection, copy }) => viewFollower(projection, copy));
      const following = follow({ store, codec: everyCodec, followers, breathe });
      try {
        await caughtUp(following);
      } finally {
        await following.stop();
      }
      // The live ones went on meanwhile. Nothing is waited for from here on, so a copy that is level with its view stays so.
      const behind = lacking();
      for (const { projection } of left.filter((one) => !behind.includes(one))) {
        views.promote(projection.name, projection.version);
      }
      left = behind;
    }
  } finally {
    for (const { projection } of left) views.dropRebuild(projection.name, projection.version);
  }
}

async function assertGoingOn(following: Following, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new Outage('重建因服务停止而中断。The rebuild was cut off because the service stops.');
  for (const { name, position = 0, halted, outage } of await following.status()) {
    if (outage !== undefined) throw new Outage(outage);
    // The message of a halt may hold what somebody typed.
    if (halted !== undefined)
      throw new Outage(`视图 ${name} 停在位置 ${position}，未换用。The rebuild of ${name} halted at ${position}.`);
  }
}
