import { compareRebuild, fill } from '@xf/es';
import { everyCodec, everyProjection } from '@xf/runtime';
import { Stop } from '../io';
import { textTable } from '../print';
import { untilAnswered, type Play } from './play';

/** Fills every view anew from the log, beside the live one, and compares the two byte by byte. */
export async function prove(play: Play): Promise<void> {
  const { stage, runtime } = play;
  await stage.step(
    '重建核对：从日志重新算出全部视图，与正在使用的逐字节比较',
    'Every view rebuilt from the log equals the live one',
  );
  const { engine, views, reads } = runtime;
  await untilAnswered(play);
  const head = await reads.head();
  const rows: string[][] = [];
  for (const projection of everyProjection) {
    const { name, version } = projection;
    views.dropRebuild(name, version);
    await fill(engine.store, everyCodec, projection, views.openRebuild(name, version), head);
    const { equal, rows: lines, firstDifference } = compareRebuild(views, name, version);
    views.dropRebuild(name, version);
    if (!equal) {
      throw new Stop(4, 'rebuild-differs', `视图 ${name} 重建后不一致。`, `${name} differs: ${firstDifference ?? ''}`);
    }
    rows.push([name, `${lines} 行`, '一致 equal']);
  }
  stage.say(...textTable([['视图 view', '行数 lines', '结果'], ...rows]), `日志共 ${head} 条记录。`);
  stage.at('/readyz');
}
