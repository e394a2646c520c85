import { createHash } from 'node:crypto';
import { textTable } from '../print';
import { refusalOf } from './client';
import { committee, type Play } from './play';
import { awardPath, daysAgo, idsOf, nominees, selectionPath } from './selection';

const ballotPath = `${selectionPath}/reviews/ballot`;
const noticePath = `${selectionPath}/notices/artisans`;
const proposalPath = `${awardPath}/proposal`;
const objected = '示例焊工戊';

type Item = {
  readonly number: number;
  readonly name?: string;
  readonly hidden?: true;
  readonly outcome?: string;
  readonly counts?: readonly { readonly out: number; readonly yes: number; readonly needed: number }[];
  readonly recusals?: readonly { readonly member: string; readonly grounds: readonly string[] }[];
};
const itemsOf = async ({ client }: Play, who: string): Promise<readonly Item[]> =>
  ((await client.get(who, ballotPath)) as { readonly items: readonly Item[] }).items;

/** Papers given out and votes for: the third member is of the unit of two nominees. */
const papers: Readonly<Record<string, readonly [out: number, yes: number]>> = {
  示例主任甲: [4, 3],
  示例经理乙: [3, 2],
  示例钳工丙: [4, 4],
  示例电工丁: [3, 3],
  示例焊工戊: [4, 4],
};

function countsOf(ids: ReadonlyMap<string, string>, more: Readonly<Record<string, number>> = {}): readonly object[] {
  return nominees.map(({ name }) => {
    const [out, votes] = papers[name] ?? [0, 0];
    const yes = votes + (more[name] ?? 0);
    return { nomination: ids.get(name), out, in: out, yes, no: out - yes, abstain: 0, invalid: 0 };
  });
}

async function vote(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    '评委会：回避由系统查出；无记名票决，两人各自计票，一致才算',
    'The committee: recusals are found by the system; a secret ballot that two tellers count',
  );
  const ids = await idsOf(play);
  await client.post('organizer', `${selectionPath}/reviews`, {
    ...{ session: 'ballot', kind: 'ballot', nominations: nominees.map(({ name }) => ids.get(name)) },
    ...{ present: committee, tellers: ['organizer', 'auditor'] },
  });
  for (const { name, recusals = [] } of await itemsOf(play, 'organizer')) {
    for (const { member, grounds } of recusals) {
      stage.say(`回避：${member} 与 ${name ?? ''}（${grounds.map((one) => groundNames[one] ?? one).join('、')}）`);
    }
  }
  const seen = await itemsOf(play, 'committee3');
  stage.say(`committee3 看到的议程：${seen.map(({ number, name }) => `${number} ${name ?? '（回避）'}`).join('，')}`);
  const counts = `${ballotPath}/counts`;
  await client.post('organizer', counts, { ballot: 1, counts: countsOf(ids) });
  const other = await client.tryPost('auditor', counts, { ballot: 1, counts: countsOf(ids, { 示例经理乙: 1 }) });
  stage.say(`监票人所计不同：${refusalOf(other)}`);
  await client.post('auditor', counts, { ballot: 1, counts: countsOf(ids) });
  const hash = createHash('sha256').update('评委会纪要（演示）').digest('hex');
  const minutes = { number: '评纪〔2026〕1号', hash, signers: committee.slice(0, 2) };
  await client.post('organizer', `${ballotPath}/closing`, minutes, ballotPath);
  const table = (await itemsOf(play, 'organizer')).map(({ name = '', counts: counted = [], outcome }) => {
    const { out = 0, yes = 0, needed = 0 } = counted[0] ?? {};
    return [name, String(out), String(yes), String(needed), outcome === 'passed' ? '通过' : '未通过'];
  });
  stage.say('', '重新点票，一致：', ...textTable([['姓名', '发票', '赞成', '须得', '结果'], ...table]));
  stage.at(ballotPath, 'organizer');
}

const groundNames: Readonly<Record<string, string>> = {
  'same-unit': '同一单位',
  'parent-unit': '上级单位',
  nominator: '推荐人',
  kin: '亲属',
};

type Notice = {
  readonly windows: readonly { readonly days: readonly string[] }[];
  readonly nominees: readonly { readonly name: string; readonly status: string }[];
};

/** Posted nine days ago, so its five days are over; who objected is told to nobody but the desk. */
async function post(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    `公示五天：一件异议经核实成立，${objected} 取消，其余照常`,
    'The notice: one objection is upheld and takes one person out, the others go on',
  );
  const ids = await idsOf(play);
  const [postedOn, receivedOn, signedOn] = [daysAgo(9), daysAgo(7), daysAgo(6)];
  await client.post('organizer', `${selectionPath}/notices`, {
    ...{ notice: 'artisans', level: 'district', title: '2026 年区工匠拟表彰对象公示（演示）' },
    ...{ text: '如有异议，请向区总工会反映（演示）', postedOn },
    nominees: nominees.map(({ name }) => ({ nomination: ids.get(name) })),
  });
  const { objection } = (await client.post('organizer', `${noticePath}/objections`, {
    ...{ number: '异-1', nomination: ids.get(objected), way: 'visit', from: 'person', name: '示例来访人' },
    ...{ contact: '（演示）', about: '所报成果系他人完成（演示）', validAt: `${receivedOn}T10:00:00+08:00` },
  })) as { readonly objection: string };
  const at = `${noticePath}/objections/${objection}`;
  const answer = { finding: '经核实属实（演示）', signedBy: '示例书记', signedOn, document: '核〔2026〕1号' };
  await client.post('organizer', `${at}/verification`, answer);
  await client.post('committee1', `${at}/outcome`, { outcome: 'cancelled', reason: '经核实，所报成果不实（演示）' });
  await client.post('organizer', `${noticePath}/closing`, {}, noticePath);
  const { windows, nominees: listed } = (await client.get('auditor', noticePath)) as Notice;
  const days = windows[0]?.days ?? [];
  stage.say(`张贴 ${postedOn}，公示 ${days[0] ?? ''} 至 ${days[days.length - 1] ?? ''}`);
  stage.say(`收到异议 ${receivedOn}，单位签署核实结论 ${signedOn}，由评委会另一人作出决定`);
  stage.say(...textTable(listed.map(({ name, status }) => [name, statusNames[status] ?? status])));
  stage.at(noticePath, 'auditor');
}

const statusNames: Readonly<Record<string, string>> = { passed: '公示无异议', cancelled: '异议成立，取消' };

type Person = { readonly name: string; readonly merit: string };
type Proposal = {
  readonly merit: string;
  readonly chosen: readonly (Person & { readonly nomination: string })[];
  readonly prices: readonly { readonly clause: string; readonly moved: number; readonly merit: string }[];
  readonly leftOut: readonly (Person & { readonly nomination: string; readonly zh: string })[];
};

/** The best list under its clauses, and what the clauses cost. */
async function list(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    '名单：按结构比例算出成绩之和最高的名单，并算出比例的代价',
    'The list: the best one under its floor, and the price of the floor',
  );
  const ids = await idsOf(play);
  const stated = nominees.flatMap(({ name, score, category }) => {
    const nomination = ids.get(name);
    return nomination === undefined ? [] : [{ nomination, merit: score, categories: [category] }];
  });
  await client.post('organizer', `${awardPath}/merits`, { stated });
  await client.post('committee1', proposalPath, {});
  const { merit, chosen, prices, leftOut } = (await client.get('committee1', proposalPath)) as Proposal;
  stage.say(`入选 ${chosen.map((one) => `${one.name} ${one.merit}`).join('、')}，成绩之和 ${merit}`);
  for (const price of prices) {
    stage.say(`条款“一线职工不低于50%”的代价：换 ${price.moved} 人，成绩之和少 ${price.merit}`);
  }
  for (const { name, merit: own, zh } of leftOut) stage.say(`未入选 ${name} ${own}：${zh}`);
  const omitted = leftOut.map(({ nomination, zh: reason }) => ({ nomination, reason }));
  const nominations = chosen.map(({ nomination }) => nomination);
  await client.post('committee1', `${awardPath}/shortlist`, { nominations, omitted }, selectionPath);
  stage.at(proposalPath, 'committee1');
}

/** What the committee decides, and who may object to it. */
export async function review(play: Play): Promise<void> {
  await vote(play);
  await post(play);
  await list(play);
}
