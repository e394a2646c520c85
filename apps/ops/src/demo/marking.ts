import { boardTable, movedBetween, type Board } from './answers';
import { refusalOf } from './client';
import { exampleFile, exampleRules, marksOf, type Mark } from './files';
import { boardFor, boardPath, cast, competitionPath, contestPath, entryPath, judges, type Play } from './play';

const shown = 5;
const turning = () => exampleRules('demo', 'turning-rules.json');

/** Judges mark one after the other, each in their own name; the board is read from the live view after every mark. */
export async function mark(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    '车工实操：五名评委逐个打分，榜单随每个分数变化',
    'Turning: marks arrive judge by judge, the board is live',
  );
  stage.say('每个分数由评委本人的账号提交；冻结之前评委按编号认人，姓名打码。', '');
  const document = turning();
  const marks = await marksOf(exampleFile('demo', 'turning-marks.csv'));
  const slots = [...new Set(marks.map(({ slot }) => slot))];
  let done = 0;
  for (const [index, judge] of judges.entries()) {
    const own = marks.filter(({ slot }) => slot === slots[index]);
    for (const [at, one] of own.entries()) {
      await submit(play, judge, one);
      done += 1;
      const isLast = at === own.length - 1;
      const board = await boardFor(play, 'organizer', 'turning');
      const bar = `评委${'一二三四五'[index] ?? ''}  ${'█'.repeat(at + 1)}${'░'.repeat(own.length - at - 1)}  已收 ${done}/${marks.length} 个分`;
      await stage.draw([bar, ...boardTable(document, plain(board), shown), ''], isLast);
    }
  }
  stage.keep();
  stage.at(boardPath('turning'), 'organizer');

  const blind = (await client.get('judge1', boardPath('turning'))) as Board;
  const names = blind.rows.slice(0, 3).map(({ number, name }) => (name === undefined ? number : `${number} ${name}`));
  stage.say(`评委一此刻看到的前三名：${names.join('、')}（只有编号）`);
}

/** Prizes and reasons mean little while marks come in, and a terminal of 80 columns must not wrap what is redrawn. */
const plain = (board: Board): Board => ({
  ...board,
  rows: board.rows.map(({ prize: _prize, decidedBy: _decidedBy, reason: _reason, ...row }) => row),
});

const submit = ({ client }: Play, judge: string, { number, criterion, value }: Mark): Promise<unknown> =>
  client.post(judge, `${entryPath('turning', number)}/scores`, { criterion, value });

/** A withdrawal, a veto and a correction: each with its reason, none of them erasing anything. */
export async function settleDisputes(play: Play): Promise<void> {
  const { stage, client } = play;
  const { withdrawn, vetoed, corrected } = cast;
  await stage.step(`退赛：${withdrawn.name} 因病退赛`, 'A withdrawal');
  await change(play, withdrawn.number, 'withdrawal', { reason: '因病退赛（演示）' });
  stage.at(entryPath('turning', withdrawn.number), 'organizer');

  await stage.step(
    `一票否决：${vetoed.name} 发生安全事故，成绩保留，不列名次`,
    'A veto: the score is kept, the rank is not',
  );
  const reason = '实操中未按规程停机，造成安全事故（演示）';
  await change(play, vetoed.number, 'veto', { clause: 'safety', reason });
  stage.say('', ...boardTable(turning(), await boardFor(play, 'organizer', 'turning'), 20));
  stage.at(boardPath('turning'), 'organizer');

  await stage.step(
    `更正：${corrected.name} 理论试卷登记错误，附理由改正`,
    'A correction with its reason; both values stay',
  );
  const before = await boardFor(play, 'organizer', 'turning');
  const theory = { criterion: 'theory', slot: '1', value: '89' };
  await change(play, corrected.number, 'corrections', { ...theory, reason: '复核试卷：89 误登为 85（演示）' });
  const after = await boardFor(play, 'organizer', 'turning');
  stage.say('理论 85 → 89，理由：复核试卷：89 误登为 85（演示）', '名次变动：');
  stage.say(...movedBetween(before, after).map((line) => `  ${line}`));
  stage.at(`${entryPath('turning', corrected.number)}/explanation`, 'organizer');

  await stage.step('冻结成绩：此后不再收分', 'The freeze');
  for (const contest of ['turning', 'guide', 'games']) {
    await client.post('organizer', `${contestPath(contest)}/freeze`, {}, competitionPath);
  }
  const late = { criterion: 'practice', slot: 'late_sheet', value: '99.5' };
  const refused = await client.tryPost('organizer', `${entryPath('turning', cast.holder.number)}/scores`, late);
  stage.say(`迟到的评分表 99.5：${refusalOf(refused)}`);
  stage.at(competitionPath, 'organizer');
}

function change({ client }: Play, number: string, what: string, body: object): Promise<unknown> {
  const entry = entryPath('turning', number);
  return client.post('organizer', `${entry}/${what}`, body, entry);
}
