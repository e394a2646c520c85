import { dayOf } from '@xf/honours';
import { textTable } from '../print';
import { refusalOf, type Refusal } from './client';
import { exampleJson } from './files';
import { committee, desks, district, type Play } from './play';

export const artisan = 'district_artisan';
export const selectionPath = '/api/honour-rounds/artisans2026';
export const awardPath = `${selectionPath}/awards/${artisan}`;
export const nominationsPath = `${selectionPath}/nominations`;

const dayMs = 24 * 3_600_000;
/** The day so many days ago, in Beijing. */
export const daysAgo = (days: number): string => dayOf(Date.now() - days * dayMs);

const [works, water] = desks;

/** Whom the units recommend, with what the committee goes by. All of them are invented. */
export const nominees = [
  { name: '示例主任甲', desk: works, grade: '技师', score: '95', category: 'manager' },
  { name: '示例经理乙', desk: water, grade: '高级工', score: '93', category: 'manager' },
  { name: '示例钳工丙', desk: works, grade: '高级技师', score: '90', category: 'frontline' },
  { name: '示例电工丁', desk: water, grade: '技师', score: '88', category: 'frontline' },
  { name: '示例焊工戊', desk: works, grade: '技师', score: '92', category: 'frontline' },
] as const;
const unfit = { name: '示例学徒己', desk: water } as const;

/** The people of the selection by their names, as the service numbers them. */
export async function idsOf({ client }: Play): Promise<ReadonlyMap<string, string>> {
  const path = `${nominationsPath}?award=${artisan}`;
  const { rows } = (await client.get('organizer', path)) as { readonly rows: readonly Nominee[] };
  return new Map(rows.flatMap(({ name, nomination, status }) => (status === 'withdrawn' ? [] : [[name, nomination]])));
}

type Nominee = { readonly name: string; readonly nomination: string; readonly status: string };

/** A round whose rules are one document, and a committee. */
async function openSelection({ stage, client }: Play): Promise<void> {
  await stage.step(
    '评选开始：区工匠，全部规则写在一份评选办法里，随批次固定',
    'A selection: all its rules are one round document, pinned to the round',
  );
  const document = exampleJson('demo', 'artisan-award.json');
  await client.post('organizer', '/api/award-rules', { organization: district, document, from: '2020-01-01' });
  await client.post('organizer', '/api/honour-rounds', {
    ...{ round: 'artisans2026', organization: district, name: '2026 年区工匠评选（演示）', year: 2026 },
    ...{ awards: [{ document }], rules: exampleJson('demo', 'artisan-round.json') },
  });
  const units = ['示例区总工会', '示例技师学院', water.unit, '示例行业协会'];
  const members = committee.map((account, n) => ({ account, unit: units[n], organization: district }));
  await client.post('organizer', `${selectionPath}/committee`, { members });
  stage.say(
    '推荐程序：基层单位 → 区总工会两级，须有职工代表大会决议',
    '资格条件：工会会员；高级工以上；三年内未受处分',
    '评委会四人：回避由系统查出；无记名票决，赞成过在场应投票者半数',
    '公示五天；名额 3 人，其中一线职工不低于 50%',
    '评选先在纸上进行，今天补登：所写日子照原件，登记时间就是现在。',
  );
  stage.at(selectionPath, 'organizer');
}

const pathOf = (nomination: string): string => `${nominationsPath}/${nomination}/candidacy`;

type Desk = (typeof desks)[number];

/** A unit recommends somebody; answers the address where the candidacy goes on. */
async function recommend({ client }: Play, name: string, { account, organization, unit }: Desk): Promise<string> {
  const said = { award: artisan, organization, name, unit, reason: '本单位推荐（演示）' };
  const { nomination } = (await client.post(account, nominationsPath, said)) as { readonly nomination: string };
  await client.post(account, pathOf(nomination), { organization });
  return nomination;
}

/** One who does not qualify: everything against them is told at once, before anything goes up. */
async function refuseUnfit(play: Play): Promise<void> {
  const { stage, client } = play;
  const { name, desk } = unfit;
  await stage.step(`资格审查：${name} 不符合条件，全部理由一次列出`, 'Not eligible: all reasons at once');
  const nomination = await recommend(play, name, desk);
  const path = pathOf(nomination);
  await client.post(desk.account, `${path}/facts`, {
    level: 'base',
    document: '单位证明（演示）',
    nominee: [
      { attribute: 'membership', value: '未入会' },
      { attribute: 'grade', value: '初级工' },
    ],
    bars: [{ of: 'nominee', bar: 'punishment', on: daysAgo(400) }],
  });
  const refused = await client.tryPost(desk.account, `${path}/sending`, { level: 'base' }, path);
  stage.say(refusalOf(refused));
  stage.say(...((refused.body as Refusal).errors ?? []).map(({ code, zh }) => `  ${code}  ${zh}`));
  const reason = '不符合资格条件（演示）';
  await client.post(
    'organizer',
    `${nominationsPath}/${nomination}/withdrawal`,
    { reason },
    `${nominationsPath}/${nomination}/explanation`,
  );
  stage.say('推荐随即撤回；提名、理由与撤回都留在日志里。');
  stage.at(path, desk.account);
}

type Candidacies = {
  readonly rows: readonly { readonly nomination: string; readonly level: string; readonly stage: string }[];
};

const levelNames: Readonly<Record<string, string>> = { base: '基层单位', district: '区总工会' };
const stageNames: Readonly<Record<string, string>> = { preparing: '准备中', arrived: '待受理', accepted: '已受理' };

/** The others go from their unit to the district. */
async function sendUp(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step('两级推荐：五人由单位报送，区总工会受理', 'Five go up the chain: unit, then district');
  for (const { name, desk, grade } of nominees) {
    const path = pathOf(await recommend(play, name, desk));
    await client.post(desk.account, `${path}/facts`, {
      ...{ level: 'base', document: '单位证明（演示）' },
      nominee: [
        { attribute: 'membership', value: '会员' },
        { attribute: 'grade', value: grade },
      ],
      bars: [{ of: 'nominee', bar: 'punishment' }],
    });
    const resolution = { level: 'base', paper: 'congress', number: '职代会〔2026〕2号（演示）', on: daysAgo(20) };
    await client.post(desk.account, `${path}/resolutions`, resolution);
    await client.post(desk.account, `${path}/sending`, { level: 'base' }, path);
    await client.post('organizer', `${path}/acceptance`, { level: 'district' }, path);
  }
  const list = `${selectionPath}/candidacies`;
  const { rows } = (await client.get('organizer', list)) as Candidacies;
  const where = new Map(
    rows.map((row) => [row.nomination, `${levelNames[row.level] ?? row.level}${stageNames[row.stage] ?? row.stage}`]),
  );
  const ids = await idsOf(play);
  const table = nominees.map(({ name, desk }) => [name, desk.unit, where.get(ids.get(name) ?? '') ?? '']);
  stage.say(...textTable([['姓名', '推荐单位', '现状'], ...table]));
  stage.at(list, 'organizer');
}

/** From the rules of a selection to the people it is about. */
export async function choose(play: Play): Promise<void> {
  await openSelection(play);
  await refuseUnfit(play);
  await sendUp(play);
}
