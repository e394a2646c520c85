import type { AdoptingEventStore, EventStore, Position } from '@xf/es';
import { Stop } from '../io';
import { progressBar, type Output } from '../print';
import { compareLogs, type Common } from './compare';
import { moveEvents, type Moved } from './move';

/** Moves what the target lacks. @param start up to where an earlier run came, as `startOf` answers */
export async function moveLog(
  output: Output,
  source: EventStore,
  target: AdoptingEventStore,
  start: Position,
): Promise<Moved> {
  const head = await source.head();
  const bar = progressBar(output, '迁移 move', head);
  try {
    return await moveEvents(source, target, start, bar.at);
  } finally {
    bar.end();
  }
}

/** Up to where the source has been moved by an earlier run. Throws `Stop` when the target holds anything else. */
export async function startOf(output: Output, source: EventStore, target: EventStore): Promise<Position> {
  if ((await target.head()) === 0) return 0;
  const bar = progressBar(output, '核对已迁移部分 moved before', await source.head());
  try {
    const common = await compareLogs(source, target, { streams: false, progress: bar.at });
    if (common.then === 'end' || common.then === 'source-longer') return common.last.source;
    const at = typeof common.then === 'object' ? common.then.target : `#${common.events + 1}`;
    throw new Stop(
      1,
      'target-not-prefix',
      `目标里已有别的记录（第 ${common.events + 1} 条 ${at}），不是源日志的开头，未写入任何内容。`,
      `The target holds something else (event ${common.events + 1}, ${at}) and not a beginning of the source; nothing was written.`,
    );
  } finally {
    bar.end();
  }
}

/** Throws `Stop` unless both logs hold the same to the last event and stream. */
export async function verifiedLog(output: Output, source: EventStore, target: EventStore): Promise<Common> {
  const bar = progressBar(output, '核对 verify', await source.head());
  try {
    const common = await compareLogs(source, target, { streams: true, progress: bar.at });
    const { events, then } = common;
    if (then === 'end') return common;
    if (typeof then === 'object') throw differs(events, then.source, then.target);
    if (then === 'source-longer') throw grew('源日志', 'The source', events);
    throw grew('目标', 'The target', events);
  } finally {
    bar.end();
  }
}

const differs = (events: number, source: string, target: string): Stop =>
  new Stop(
    4,
    'logs-differ',
    `核对不一致：第 ${events + 1} 条起，源为 ${source}，目标为 ${target}。请勿使用目标。`,
    `The logs differ from event ${events + 1} on: ${source} in the source, ${target} in the target. Do not use the target.`,
  );

const grew = (zh: string, en: string, events: number): Stop =>
  new Stop(
    1,
    'log-grew',
    `前 ${events} 条一致，但${zh}在迁移期间有新记录。请停止写入它的程序后重新运行。`,
    `The first ${events} events are the same, but ${en.toLowerCase()} grew meanwhile. Stop whoever writes to it, then run this again.`,
  );
