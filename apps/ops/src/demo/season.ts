import { importThrough, type ImportKind } from '../import/verb';
import type { ExitCode } from '../io';
import { boardTable } from './answers';
import { refusalOf } from './client';
import { exampleFile, exampleJson, exampleRules } from './files';
import {
  boardFor,
  boardPath,
  cast,
  competition,
  competitionPath,
  contestPath,
  district,
  round,
  roundPath,
  type Play,
} from './play';

const awards = ['huangshan-district-medal.json', 'district-certificate.json', 'pioneer-team.json'];
const documentOf = (file: string) => ({ document: exampleJson('award-documents', file) });

/** The award round, and an honour that somebody has held since before this system was there. */
export async function openRound({ stage, client }: Play): Promise<void> {
  await stage.step('评选批次：2026 年区五一劳动奖，三个奖项文件随批次固定', 'The award round with its award documents');
  const opened = { round, organization: district, name: '2026 年区五一劳动奖（演示）', year: 2026 };
  await client.post('organizer', '/api/honour-rounds', { ...opened, awards: awards.map(documentOf) });
  stage.say(
    '区五一劳动奖章  个人  全区性竞赛第一名直接授予，并授“太平金牌工匠”牌匾；不重复授予，依次递补',
    '区五一劳动奖状  单位  经推荐',
    '区工人先锋号    班组  经推荐',
    '直接授予的办法出自黄山区 2016 年劳动竞赛安排（事实），其余均为演示。',
  );
  stage.at(roundPath, 'organizer');

  const { name, unit, idNumber } = cast.holder;
  await stage.step(`登记早先荣誉：${name} 2025 年已获区五一劳动奖章`, 'An honour from before: last year’s medal');
  await client.post('organizer', '/api/honours/earlier', {
    ...{ organization: district, name, unit, idNumber },
    document: exampleJson('award-documents', 'huangshan-district-medal.json'),
    decision: '黄工字〔2025〕3号',
    conferredOn: '2025-04-28',
  });
  stage.say('文号 黄工字〔2025〕3号（演示文号，系虚构）。身份证号只用来认出同一人，不保存原文。');
  stage.at('/api/honours');
}

const contests = [
  {
    contest: 'turning',
    name: '车工',
    receiver: 'person',
    groups: [
      { group: 'town', name: '城区组' },
      { group: 'country', name: '农村组' },
    ],
  },
  { contest: 'guide', name: '导游讲解', receiver: 'person', groups: [] },
  {
    contest: 'games',
    name: '职工趣味赛',
    receiver: 'team',
    groups: [
      { group: 'men', name: '男子组' },
      { group: 'women', name: '女子组' },
    ],
  },
];

/** Plan and opening; from the opening on the rule documents cannot change any more. */
export async function openSeason({ stage, client }: Play): Promise<void> {
  await stage.step('竞赛方案：全区竞赛，三个赛项', 'The plan: a district competition with three contests');
  const plan = {
    competition,
    organization: district,
    name: '2026 年区职工竞赛季（演示）',
    level: 'district',
    contests,
  };
  await client.post('organizer', '/api/competitions', { ...plan, rounds: [round] });
  stage.say(
    '车工        城区组、农村组，另设总榜',
    '导游讲解    不分组',
    '职工趣味赛  班组参赛，男子组、女子组，成绩低者优',
  );
  stage.at(competitionPath, 'organizer');
  await stage.step(
    '开赛：固定每个赛项的评分规则（文件哈希写入记录）',
    'The opening pins a rule document to each contest',
  );
  const rules = [
    { contest: 'turning', document: exampleJson('demo', 'turning-rules.json') },
    { contest: 'guide', document: exampleJson('rule-documents', 'seven-judges-trimmed.json') },
    { contest: 'games', document: exampleJson('rule-documents', 'campus-games-lower-is-better.json') },
  ];
  await client.post('organizer', `${competitionPath}/opening`, { rules }, competitionPath);
  stage.say(
    '车工：理论 30 + 实操 70，五名评委去掉一个最高分、一个最低分，保留两位；同分先比实操、再比理论；',
    '      一票否决：发生安全事故、弄虚作假',
    '导游讲解：七名评委去掉最高、最低各一个，取平均，保留两位',
  );
  stage.at(competitionPath, 'organizer');
}

async function bring(play: Play, kind: ImportKind, contest: string, file: string): Promise<ExitCode> {
  const { stage, runtime, folder } = play;
  const path = exampleFile('demo', file);
  stage.say('', `$ ops import ${kind} ${path} --competition ${competition} --contest ${contest}`);
  const options = { data: folder, competition, contest, dryRun: false, actor: 'ops:demo' };
  return importThrough(stage.aside, kind, path, { ...options, onEngine: (work) => work(runtime.engine) });
}

async function mustBring(play: Play, kind: ImportKind, contest: string, file: string): Promise<void> {
  const code = await bring(play, kind, contest, file);
  if (code !== 0) throw new Error(`${file} was not imported: exit code ${code}`);
  await play.runtime.reads.reached(await play.runtime.reads.head(), 5_000);
}

/** Names come from files: all of a file or nothing, the same file once. */
export async function enter(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step('报名：从文件导入参赛名单', 'Entries come from files');
  await mustBring(play, 'entries', 'turning', 'turning-entries.csv');
  await mustBring(play, 'entries', 'guide', 'guide-entries.csv');
  await mustBring(play, 'entries', 'games', 'games-entries.csv');
  stage.at(`${contestPath('turning')}/entries`, 'organizer');

  await stage.step('同一文件再导入一次：不新增任何记录', 'The same file again: nothing is added');
  await mustBring(play, 'entries', 'guide', 'guide-entries.csv');

  await stage.step('有错的文件：逐行逐格指出，一条也不写入', 'A bad file: every error with its cell, nothing written');
  const head = await play.runtime.reads.head();
  const code = await bring(play, 'entries', 'guide', 'guide-entries-bad.csv');
  const same = (await play.runtime.reads.head()) === head;
  if (code !== 1 || !same) throw new Error(`the bad file ended with ${code} at ${head}`);
  stage.say(`退出码 ${code}；日志仍停在第 ${head} 条记录。`);

  await stage.step('未公布之前：公众与邻区都看不到', 'Before publication nobody outside the district sees anything');
  const anybody = await client.tryGet(undefined, boardPath('turning'));
  const other = await client.tryGet('neighbour', boardPath('turning'));
  stage.say(`公众：${refusalOf(anybody)}`, `邻区组织员：${refusalOf(other)}`);
}

/** The two contests whose results come in one go. */
export async function fillOthers(play: Play): Promise<void> {
  const { stage } = play;
  await stage.step('导游讲解：七名评委的评分表从文件导入', 'Guides: seven judges’ marks from one file');
  await mustBring(play, 'marks', 'guide', 'guide-marks.csv');
  const guide = exampleRules('rule-documents', 'seven-judges-trimmed.json');
  stage.say('', ...boardTable(guide, await boardFor(play, 'organizer', 'guide'), 6));
  stage.say('D01 的七个分 9.1、8.7、9.4、8.9、9.0、9.3、8.2，去掉 9.4 和 8.2，得 9.00。');
  stage.at(boardPath('guide'), 'organizer');

  await stage.step('职工趣味赛：成绩低者优，男女分组', 'Games: lower is better, men and women apart');
  await mustBring(play, 'measurements', 'games', 'games-results.csv');
  stage.say('', '此赛项的成绩不是虚构：出自一所高校工会公布的运动会成绩（队名照录，不涉及个人）');
  stage.say('来源 source: http://gh.bwu.edu.cn/info/1045/1873.htm', '');
  const games = exampleRules('rule-documents', 'campus-games-lower-is-better.json');
  for (const group of ['group:men', 'group:women']) {
    stage.say(...boardTable(games, await boardFor(play, 'organizer', 'games', group), 3));
  }
  stage.at(`${contestPath('games')}/boards`, 'organizer');
}

/** Theory papers are marked before anybody stands at the lathe. */
export async function writeTheory(play: Play): Promise<void> {
  await play.stage.step('车工理论成绩：从文件导入', 'Turning: theory papers from a file');
  await mustBring(play, 'measurements', 'turning', 'turning-theory.csv');
  play.stage.at(`${contestPath('turning')}/entries`, 'organizer');
}
