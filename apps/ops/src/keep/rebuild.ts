import { openSqliteEventStore, openSqliteViews, systemClock } from '@xf/adapters';
import { compareRebuild, fillAll, type Comparison, type EventStore, type Views } from '@xf/es';
import { everyCodec, everyProjection, type AnyProjection } from '@xf/runtime';
import { mustExist, mustNotBeShared } from '../folder';
import { Stop, type ExitCode } from '../io';
import { progressBar, say, type Output } from '../print';

export type RebuildOptions = { readonly data: string; readonly promote: boolean };

type Result = Comparison & { readonly name: string; readonly promoted: boolean };

/** Fills views anew beside the live ones and compares them byte by byte. Needs the data folder to itself. */
export async function rebuild(output: Output, wanted: string, { data, promote }: RebuildOptions): Promise<ExitCode> {
  mustNotBeShared(
    '榜单请用 POST /api/jobs/boards-rebuild 重建；其他视图停进程、删其 DATA 下的视图目录后重启。',
    'Boards are filled anew by POST /api/jobs/boards-rebuild; other views by stopping the process, deleting its views under DATA and starting it.',
  );
  const chosen = everyProjection.filter(({ name }) => wanted === 'all' || name === wanted);
  if (chosen.length === 0) {
    const known = everyProjection.map(({ name }) => name).join('、');
    throw new Stop(
      2,
      'view-unknown',
      `没有视图 ${wanted}；可用：${known}、all。`,
      `There is no view ${wanted}; known: ${known}, all.`,
    );
  }
  mustExist(data);
  const store = openSqliteEventStore({ folder: data, clock: systemClock });
  const views = openSqliteViews({ folder: data });
  try {
    await fillBeside(output, store, views, chosen);
    const results = chosen.map((projection) => compared(views, projection, promote));
    say(output, { ok: results.every(({ equal }) => equal), results }, results.flatMap(linesOf));
    return results.every(({ equal }) => equal) ? 0 : 4;
  } finally {
    views.close();
    await store.close();
  }
}

/** One reading of the log fills every copy. The live views first take in what they have not seen. */
async function fillBeside(
  output: Output,
  store: EventStore,
  views: Views,
  chosen: readonly AnyProjection[],
): Promise<void> {
  const head = await store.head();
  const of = (open: Views['open']) =>
    chosen.map((projection) => ({ projection, view: open<unknown>(projection.name, projection.version) }));
  await fillAll(
    store,
    everyCodec,
    of((name, version) => views.open(name, version)),
    head,
  );
  for (const { name, version } of chosen) views.dropRebuild(name, version);
  const bar = progressBar(output, chosen.map(({ name }) => name).join('、'), head);
  await fillAll(
    store,
    everyCodec,
    of((name, version) => views.openRebuild(name, version)),
    head,
    bar.at,
  );
  bar.end();
}

function compared(views: Views, { name, version }: AnyProjection, promote: boolean): Result {
  const comparison = compareRebuild(views, name, version);
  const promoted = promote && !comparison.equal;
  if (promoted) views.promote(name, version);
  else views.dropRebuild(name, version);
  return { ...comparison, name, promoted };
}

function linesOf({ name, equal, rows, firstDifference, promoted }: Result): string[] {
  if (equal) return [`${name}：一致，${rows} 行。 equal, ${rows} lines.`];
  return [
    `${name}：不一致，首个差异在第 ${rows + 1} 行。 different, first at line ${rows + 1}.`,
    ...(firstDifference ?? '').split('\n').map((line) => `  ${line}`),
    promoted
      ? '  已换用重建的视图。 The rebuilt view took its place.'
      : '  未更换；加 --promote 换用。 Kept; --promote replaces it.',
  ];
}
