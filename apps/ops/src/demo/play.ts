import { entryIdOf } from '@xf/competitions';
import type { Runtime } from '@xf/runtime';
import { Stop } from '../io';
import type { Board } from './answers';
import type { Client, Who } from './client';
import type { Stage } from './stage';

/** Everything a chapter of the story works with. */
export type Play = {
  readonly stage: Stage;
  readonly client: Client;
  readonly runtime: Runtime;
  readonly folder: string;
};

export const city = 'demo_city';
export const district = 'demo_district';
export const neighbour = 'demo_neighbour';
export const round = 'r2026';
export const competition = 'season2026';
export const competitionPath = `/api/competitions/${competition}`;
export const roundPath = `/api/honour-rounds/${round}`;
export const medal = 'district_medal';
/** Whoever sits in the committee, and the unions of two units with a desk of their own. */
export const committee = ['committee1', 'committee2', 'committee3', 'committee4'] as const;
export const desks = [
  { account: 'works_desk', organization: 'demo_works', unit: '示例机械厂' },
  { account: 'water_desk', organization: 'demo_water', unit: '示例水务公司' },
] as const;
export const judges = ['judge1', 'judge2', 'judge3', 'judge4', 'judge5'] as const;

/** What everybody needs to know of the contestants the story follows. They are invented, all of them. */
export const cast = {
  holder: { number: 'C03', name: '示例选手丙', unit: '示例农机站', idNumber: '990000197304040038' },
  vetoed: { number: 'C02', name: '示例选手乙' },
  corrected: { number: 'C05', name: '示例选手戊' },
  withdrawn: { number: 'C12', name: '示例选手丑' },
} as const;

export const contestPath = (contest: string): string => `${competitionPath}/contests/${contest}`;
export const boardPath = (contest: string, board = 'overall'): string => `${contestPath(contest)}/boards/${board}`;
export const entryPath = (contest: string, number: string): string =>
  `${contestPath(contest)}/entries/${entryIdOf(competition, contest, number)}`;

/** A board as one account, or the public, sees it now. */
export const boardFor = async ({ client }: Play, who: Who, contest: string, board = 'overall'): Promise<Board> =>
  (await client.get(who, boardPath(contest, board))) as Board;

const reactionMaxMs = 10_000;

/** Waits until everything that follows by itself from what was recorded is recorded too, and is in the views. */
export async function untilAnswered({ runtime: { following, reads } }: Play): Promise<void> {
  const inTime = AbortSignal.timeout(reactionMaxMs);
  if (!(await following.until(await reads.head(), inTime, 'reaction'))) {
    throw new Stop(3, 'reaction-behind', '后续记录迟迟没有产生。', 'What follows was not recorded in time.');
  }
  await reads.reached(await reads.head(), reactionMaxMs);
}
