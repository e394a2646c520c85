import { once } from 'node:events';
import { resolve } from 'node:path';
import type { ExitCode, Io } from '../io';
import type { Output } from '../print';
import { clientOf } from './client';
import { prepareFolder } from './folder';
import { confer, nominate } from './honours';
import { mark, settleDisputes } from './marking';
import { accountTable, foundCity, people, setUpPeople, type Person } from './people';
import { boardPath, competitionPath, type Play } from './play';
import { prove } from './proof';
import { publish } from './results';
import { enter, fillOthers, openRound, openSeason, writeTheory } from './season';
import { choose } from './selection';
import { keep, listPath } from './selection.kept';
import { review } from './selection.review';
import { startService, type Service } from './service';
import { stageOf } from './stage';

export type DemoOptions = { readonly data: string; readonly serve: boolean; readonly fast: boolean };

const chapters = [openRound, openSeason, enter, writeTheory, mark, fillOthers, settleDisputes, publish];
const lastChapters = [nominate, confer, choose, review, keep, prove];

/**
 * Plays a district's season and a selection through the service's own routes, in a folder of its own, and then serves it until the
 * signal. Whatever does not go as told stops the demo with an exit code.
 */
export async function demo({ io }: Output, { data, serve, fast }: DemoOptions): Promise<ExitCode> {
  await prepareFolder(data);
  const everybody = people();
  await foundCity(data, everybody);
  const service = await startService(data, io);
  try {
    const play: Play = {
      stage: stageOf(io, service.base, fast),
      client: clientOf(service.base),
      runtime: service.runtime,
      folder: data,
    };
    greet(io, service, data);
    await setUpPeople(play, everybody);
    for (const chapter of [...chapters, ...lastChapters]) await chapter(play);
    part(io, service, everybody);
    if (serve) await stay(io);
    return 0;
  } catch (error) {
    // The viewer has seen enough, which is no failure.
    if (io.signal?.aborted === true && isAbort(error)) return 0;
    throw error;
  } finally {
    await service.close();
  }
}

/** Told by its name: a signal's reason is no Error of every realm. */
const isAbort = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';

const rule = '═'.repeat(78);

function greet(io: Io, { base, moved }: Service, data: string): void {
  const lines = [
    rule,
    '  先锋榜演示：一个区的竞赛季和一次评选，直到荣誉名册',
    '  Xianfeng: a district season and a selection, up to the roll of honours',
    rule,
    '  参赛者、单位、分数、文号均为虚构（“示例…”），不涉及任何真实人员。',
    '  Contestants, units, marks and document numbers are invented; no real person is scored.',
    '  事实及来源：职工趣味赛成绩 http://gh.bwu.edu.cn/info/1045/1873.htm；第一名直授的办法，黄山区 2016 年。',
    '',
    `  服务 API   ${base}`,
    `  数据目录   ${resolve(data)}（下次演示时清空）`,
    ...(moved ? ['  端口 3000 已被占用，改用空闲端口。 Port 3000 is taken; a free one serves.'] : []),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}

function part(io: Io, { base }: Service, everybody: readonly Person[]): void {
  const organizer = everybody.find(({ account }) => account === 'organizer');
  const body = JSON.stringify({ account: 'organizer', password: organizer?.password });
  const lines = [
    '',
    rule,
    '  演示结束。可以看 What to look at:',
    '',
    `  接口说明 docs      ${base}/docs`,
    `  车工总榜 board     ${base}${boardPath('turning')}`,
    `  竞赛 competition   ${base}${competitionPath}`,
    `  荣誉名册 roll      ${base}/api/honours`,
    `  表彰名单 list      ${base}${listPath}/text`,
    `  运行状态 health    ${base}/readyz`,
    '  说明与导览 tour    README.md',
    '',
    '  账号（只在此演示数据中有效） Accounts of this throwaway data:',
    ...accountTable(everybody).map((line) => `    ${line}`),
    '',
    '  登录取得令牌，再以 Authorization: Bearer <token> 访问 Sign in, then send the token:',
    `    curl -s ${base}/api/sessions -H 'content-type: application/json' -d '${body}'`,
    rule,
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}

async function stay({ stdout, signal }: Io): Promise<void> {
  if (signal === undefined || signal.aborted) return;
  stdout.write('  正在提供服务，按 Ctrl-C 结束。 Serving; press Ctrl-C to end.\n');
  await once(signal, 'abort');
  stdout.write('\n  已结束。 Ended.\n');
}
