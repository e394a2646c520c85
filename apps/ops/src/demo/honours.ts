import { setImmediate } from 'node:timers/promises';
import { dayOf } from '@xf/honours';
import { textTable } from '../print';
import { Stop } from '../io';
import type { Board, Nominations, Roll, Said } from './answers';
import { boardFor, medal, roundPath, untilAnswered, type Play } from './play';

const nominationsPath = `${roundPath}/nominations?award=${medal}`;
const conferral = `${roundPath}/awards/${medal}/conferral`;
const decision = '黄工字〔2026〕5号';

/** The publication itself nominates; the committee confirms. */
export async function nominate(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    '公布即提名：全区竞赛第一名直接获提名，已获者由下一名递补',
    'The publication nominates; holders are skipped',
  );
  await untilAnswered(play);
  const found = (await client.get('committee1', nominationsPath)) as Nominations;
  const turning = await boardFor(play, 'organizer', 'turning');
  for (const { name, unit, basis, passedOver } of found.rows) {
    for (const one of passedOver) stage.say(passedLine(turning, basis.contestName, one));
    const after = passedOver.length === 0 ? '直接提名' : '依次递补';
    stage.say(`${basis.contestName}第 ${basis.rank} 名 ${name ?? ''}（${unit ?? ''}，${basis.total ?? ''}）：${after}`);
  }
  stage.at(nominationsPath, 'committee1');
  // Whoever came after a holder has the longer explanation.
  const first = found.rows.find(({ passedOver }) => passedOver.length > 0) ?? found.rows[0];
  if (first === undefined) throw new Stop(1, 'demo-refused', '没有产生提名。', 'Nobody was nominated.');
  await stage.step(`为何提名 ${first.name ?? ''}：监督员查看依据`, 'Why this nominee: what the auditor reads');
  const path = `${roundPath}/nominations/${first.nomination}/explanation`;
  const { lines } = (await client.get('auditor', path)) as { readonly lines: readonly Said[] };
  stage.say(...lines.map(({ zh }) => `  ${zh}`));
  stage.at(path, 'auditor');
}

type PassedOver = Nominations['rows'][number]['passedOver'][number];

function passedLine({ rows }: Board, contest: string, { entry, rank, zh }: PassedOver): string {
  const row = rows.find((one) => one.entry === entry);
  return `${contest}第 ${rank} 名 ${row?.name ?? ''}（${row?.unit ?? ''}）：未取，${zh}`;
}

/** Shortlist by one member of the committee, conferral recorded by another. */
export async function confer(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step('评委会确定入围名单', 'The committee confirms the shortlist');
  const { rows } = (await client.get('committee1', nominationsPath)) as Nominations;
  const nominations = rows.map(({ nomination }) => nomination);
  const shortlist = `${roundPath}/awards/${medal}/shortlist`;
  await client.post('committee1', shortlist, { nominations, omitted: [] }, roundPath);
  stage.say(`入围 ${rows.length} 人：${rows.map(({ name }) => name ?? '').join('、')}`);
  stage.at(shortlist, 'committee1');

  const before = await untilLater();
  await stage.step(
    `授予：${decision}（演示文号，系虚构）`,
    'Conferral by a decision with its number (an invented one)',
  );
  const conferredOn = dayOf(Date.now());
  await client.post('committee2', conferral, { decision, conferredOn, count: nominations.length }, roundPath);
  stage.say(`${conferredOn} 授予 ${nominations.length} 人区五一劳动奖章，并授“太平金牌工匠”牌匾。`);
  stage.at(roundPath, 'committee2');

  await stage.step('荣誉名册：现在与任一过去时刻', 'The roll of honours, now and as it stood');
  const now = (await client.get(undefined, '/api/honours')) as Roll;
  stage.say('', `现在：${now.total} 项`, ...rollTable(now));
  for (const [word, moment] of [
    ['授予之前', before],
    ['昨天', before - 24 * 3_600_000],
  ] as const) {
    const path = `/api/honours?asOf=${new Date(moment).toISOString()}`;
    const then = (await client.get(undefined, path)) as Roll;
    stage.say('', `${word}（${path}）：${then.total} 项`, ...(then.total === 0 ? [] : rollTable(then)));
  }
  stage.at('/api/honours');
}

/** A moment that the next record surely lies behind: the log tells times apart by milliseconds. */
async function untilLater(): Promise<number> {
  const moment = Date.now();
  while (Date.now() === moment) await setImmediate();
  return moment;
}

const rollTable = ({ rows }: Roll): readonly string[] =>
  textTable([
    ['授予日期', '奖项', '姓名', '单位', '文号', '牌匾'],
    ...rows.map((row) => [row.conferredOn, row.awardTitle, row.name, row.unit ?? '', row.decision, row.plaque ?? '']),
  ]);
