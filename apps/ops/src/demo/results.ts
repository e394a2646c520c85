import { boardTable, type Explained } from './answers';
import { exampleRules } from './files';
import { boardFor, boardPath, cast, competitionPath, contestPath, entryPath, type Play } from './play';

/** Results go out, and everybody may ask how they came about. */
export async function publish(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step('公布：三个赛项的成绩，附榜单摘要', 'Publication, with a digest of every board');
  for (const contest of ['turning', 'guide', 'games']) {
    const path = `${contestPath(contest)}/publications`;
    const { digest } = (await client.post('organizer', path, {}, competitionPath)) as { readonly digest: string };
    stage.say(`${contest.padEnd(8)} SHA-256 ${digest}`);
  }
  stage.say('', '公众现在看到 what the public sees:');
  const rules = exampleRules('demo', 'turning-rules.json');
  for (const board of ['overall', 'group:town', 'group:country']) {
    stage.say(...boardTable(rules, await boardFor(play, undefined, 'turning', board), board === 'overall' ? 20 : 3));
  }
  stage.at(boardPath('turning'));
  stage.at(`${contestPath('turning')}/publications`);

  await explain(
    play,
    cast.holder.number,
    '第一名是怎么来的：从每个分数到名次',
    'Why first: from every mark to the place',
  );
  await explain(play, cast.vetoed.number, '被否决者为何没有名次', 'Why the vetoed entrant has no place');
}

async function explain({ stage, client }: Play, number: string, zh: string, en: string): Promise<void> {
  await stage.step(`${zh}（${number}）`, en);
  const path = `${entryPath('turning', number)}/explanation`;
  const told = (await client.get(undefined, path)) as Explained;
  stage.say([told.number, told.name, told.unit].filter((part) => part !== undefined).join(' '));
  stage.say(...told.derivation.zh.map((line) => `  ${line}`));
  for (const { board, rank, of } of told.places) {
    const name = boardNames[board] ?? board;
    stage.say(rank === undefined ? `  ${name}：不列名次（榜上共 ${of} 个）` : `  ${name}：第 ${rank} 名，共 ${of} 个`);
  }
  stage.at(path);
}

const boardNames: Readonly<Record<string, string>> = {
  overall: '总榜',
  'group:town': '城区组',
  'group:country': '农村组',
};
