import { openSqliteViews } from '@xf/adapters';
import { decodeRecorded, type EventStore, type Position } from '@xf/es';
import { everyCodec, everyProjection } from '@xf/runtime';
import { mustNotBeShared, reading } from '../folder';
import type { ExitCode } from '../io';
import { say, textTable, type Output } from '../print';

const pageMax = 1_000;
/** Events looked through for one that nobody can read. */
const searchedMax = 20_000;

/** How far each view is behind the log, and the unreadable event it would halt at, if there is one. */
export function lag(output: Output, options: { readonly data: string }): Promise<ExitCode> {
  mustNotBeShared(
    '各进程的落后见 /readyz 与指标 xf_follower_lag_seconds。',
    'How far each process is behind, /readyz and the metric xf_follower_lag_seconds tell.',
  );
  return reading<ExitCode>(options.data, async ({ store }) => {
    const head = await store.head();
    const views = openSqliteViews({ folder: options.data });
    try {
      const positions = everyProjection.map(({ name, version }) => ({
        name,
        version,
        position: views.open(name, version).position(),
      }));
      const behind = Math.min(head, ...positions.map(({ position }) => position));
      const halted = behind < head ? await unreadable(store, behind) : undefined;
      const followers = positions.map((one) => ({
        ...one,
        lag: Math.max(0, head - one.position),
        ...(halted === undefined || one.position >= halted.position ? {} : { halted: halted.reason }),
      }));
      const rows = followers.map((one) => [
        one.name,
        String(one.position),
        String(one.lag),
        'halted' in one ? one.halted : '',
      ]);
      const lines = textTable([['视图 view', '位置 position', '落后 lag', '停止原因 halted'], ...rows]);
      say(output, { head, followers }, [`日志末尾 head：${head}`, ...lines]);
      return halted === undefined ? 0 : 3;
    } finally {
      views.close();
    }
  });
}

async function unreadable(
  store: EventStore,
  after: Position,
): Promise<{ position: Position; reason: string } | undefined> {
  for (let from = after; from < after + searchedMax;) {
    const page = await store.readAll(from, pageMax);
    for (const stored of page) {
      const where = `${stored.stream}@${stored.revision} (${stored.position})`;
      try {
        const recorded = decodeRecorded(everyCodec, stored);
        if (recorded === undefined) return { position: stored.position, reason: `${where}: ${stored.type}` };
      } catch (error) {
        return {
          position: stored.position,
          reason: `${where}: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    }
    const last = page[page.length - 1];
    if (last === undefined || page.length < pageMax) return undefined;
    from = last.position;
  }
  return undefined;
}
