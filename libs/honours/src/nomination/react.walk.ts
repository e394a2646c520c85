import type { PassedOver } from './events';

/** How places are counted past ties; named by the numbers of four entries with a tie in second place. */
export type PlaceMethod = '1224' | '1223' | '1334' | '1234';

export type Ranked = { readonly entry: string; readonly subject: string; readonly rank: number };
export type Obstacle = Omit<PassedOver, 'entry' | 'subject' | 'rank'>;
export type Winner<Row> = { readonly row: Row; readonly passedOver: readonly PassedOver[] };

/**
 * Walks a board in rank order and answers who takes the places `from`…`to`. An entry with an obstacle is passed over:
 * its rank stays, and the next in order takes its place (依次递补). Entries that share a place all take it.
 * domain-rules 75, 91, 92.
 */
export async function takePlaces<Row extends Ranked>(
  rows: readonly Row[],
  places: { readonly from: number; readonly to: number },
  method: PlaceMethod,
  obstacleTo: (row: Row) => Promise<Obstacle | undefined>,
): Promise<readonly Winner<Row>[]> {
  const winners: Winner<Row>[] = [];
  const passedOver: PassedOver[] = [];
  // Counted are those who keep their place: everybody who was not passed over, also above the places asked for.
  let counted = 0;
  let steps = 0;
  for (const level of byRank(rows)) {
    const place = method === '1223' ? steps + 1 : method === '1334' ? counted + level.length : counted + 1;
    if (place > places.to) break;
    const kept: Row[] = [];
    for (const row of level) {
      const obstacle = place < places.from ? undefined : await obstacleTo(row);
      if (obstacle === undefined) kept.push(row);
      else passedOver.push({ entry: row.entry, subject: row.subject, rank: row.rank, ...obstacle });
    }
    if (place >= places.from) for (const row of kept) winners.push({ row, passedOver: [...passedOver] });
    counted += kept.length;
    steps += kept.length > 0 ? 1 : 0;
  }
  return winners;
}

function byRank<Row extends Ranked>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const levels: Row[][] = [];
  for (const row of rows) {
    const last = levels[levels.length - 1];
    if (last?.[0]?.rank === row.rank) last.push(row);
    else levels.push([row]);
  }
  return levels;
}
