import {
  checkList,
  correctionOf,
  decisionOf,
  differenceOf,
  docxOf,
  noticeOf,
  textOf,
  type Block,
  type CheckedList,
  type Decision,
  type List,
  type ListRow,
  type Notice,
} from '@xf/lists';
import { unpack } from '../../libs/files/src/sheet-zip';

const medal = '全国五一劳动奖章';
const team = '全国工人先锋号';
const basis = { asOf: '2026-04-28', position: 1, exportedBy: 'wang', exportedAt: '2026-04-28', order: '按提交顺序' };
const rows: readonly ListRow[] = [
  { key: 'm1', award: medal, kind: 'person', name: '贺彪', unitPost: '某供电公司班长', phone: '13800138000' },
  { key: 'm2', award: medal, kind: 'person', name: '唐纯玉', ethnicity: '瑶族', unitPost: '某药业董事' },
  { key: 't1', award: team, kind: 'team', name: '制造班组', unitPost: '某光缆公司' },
];

async function checked(of: readonly ListRow[], more: Partial<List> = {}): Promise<CheckedList> {
  const answer = await checkList({ title: '名单', purpose: 'decision', basis, rows: () => of, ...more });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.checked;
}

const decision: Decision = {
  ...{
    title: '关于授予全国五一劳动奖章的决定',
    number: '唐工字〔2023〕25号',
    issuer: '某市总工会',
    date: '2023-04-20',
  },
  body: ['经研究，决定授予以下集体和个人称号。'],
};
const notice: Notice = {
  ...{ title: '拟推荐对象公示', issuer: '某区总工会', date: '2018-04-16', body: ['现将拟推荐对象公示如下。'] },
  ...{ from: '2018-04-16', until: '2018-04-20', closesAt: '2018-04-20T17:00+08:00' },
  contacts: [{ office: '组织部', phone: '13900139000', address: '某路1号' }],
};

/** What a reader of the file sees, from its XML alone. */
async function shownIn(blocks: readonly Block[]) {
  const parts = await unpack(await docxOf(blocks, decision.title), 5_000_000);
  const xml = parts?.get('word/document.xml')?.toString() ?? '';
  const texts = [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text);
  return { xml, texts };
}

function blocksOf(answer: Awaited<ReturnType<typeof decisionOf>>): readonly Block[] {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.blocks;
}
const codesOf = (answer: Awaited<ReturnType<typeof decisionOf>>) =>
  answer.ok ? [] : answer.problems.map(({ code }) => code);

describe('a decision', () => {
  it('domain-rules 105, 115: has its number in 〔〕, its attachments with counts, each from number 1', async () => {
    const { xml, texts } = await shownIn(blocksOf(await decisionOf(decision, await checked(rows))));
    expect(texts).toEqual([
      ...['关于授予全国五一劳动奖章的决定', '唐工字〔2023〕25号', '经研究，决定授予以下集体和个人称号。'],
      ...['附件：1．全国五一劳动奖章名单（2名）', '2．全国工人先锋号名单（1个）', '某市总工会', '2023年4月20日'],
      ...['附件1', '全国五一劳动奖章名单（2名）', '序号', '姓名/名称', '单位及职务'],
      ...['1', '贺\u3000彪', '某供电公司班长', '2', '唐纯玉（瑶族）', '某药业董事'],
      ...['附件2', '全国工人先锋号名单（1个）', '序号', '姓名/名称', '单位及职务', '1', '制造班组', '某光缆公司'],
    ]);
    expect(xml.match(/<w:br w:type="page"\/>/g)).toHaveLength(2);
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(2);
    expect(xml).toContain('w:w="11906"');
  });

  it('names one attachment without a number', async () => {
    const text = textOf(blocksOf(await decisionOf(decision, await checked(rows.slice(0, 2)))));
    expect(text).toContain('附件：全国五一劳动奖章名单（2名）');
    expect(text).toContain(
      '附件\n全国五一劳动奖章名单（2名）\n序号\t姓名/名称\t单位及职务\n1\t贺\u3000彪\t某供电公司班长',
    );
  });

  it.each(['唐工字[2023]25号', '唐工字〔2023〕025号', '〔2023〕25号', '唐工字〔2023〕25'])(
    'domain-rules 105: %s is no number of a decision',
    async (number) =>
      expect(codesOf(await decisionOf({ ...decision, number }, await checked(rows)))).toEqual([
        'decision-number-invalid',
      ]),
  );

  it('takes no list made for another purpose', async () => {
    const internal = await checked(rows, { purpose: 'internal' });
    expect(codesOf(await decisionOf(decision, internal))).toEqual(['purpose-other']);
  });

  it('domain-rules 41: is not made with a phone or ID number anywhere in its text', async () => {
    const body = ['联系人手机 13800138000。'];
    const answer = await decisionOf({ ...decision, body }, await checked(rows));
    expect(codesOf(answer)).toEqual(['phone-shown']);
    expect(JSON.stringify(answer)).not.toContain('13800138000');
  });
});

describe('a notice', () => {
  const forNotice = () => checked(rows, { purpose: 'notice' });

  it('says its term, its closing time, how to object, and where; its own phone may stand there', async () => {
    const { texts } = await shownIn(blocksOf(await noticeOf(notice, await forNotice())));
    expect(texts.slice(0, 3)).toEqual([
      ...['拟推荐对象公示', '现将拟推荐对象公示如下。'],
      '公示期：2018年4月16日至2018年4月20日，截止时间为2018年4月20日17:00。',
    ]);
    expect(texts[3]).toContain('应署真实姓名并留联系方式');
    expect(texts.slice(4, 7)).toEqual([
      ...['受理部门：组织部；联系电话：13900139000；地址：某路1号', '某区总工会', '2018年4月16日'],
    ]);
    expect(texts).toContain('唐纯玉（瑶族）');
  });

  it('domain-rules 41: shows no other phone', async () => {
    const body = ['受理人手机 13800138000'];
    expect(codesOf(await noticeOf({ ...notice, body }, await forNotice()))).toEqual(['phone-shown']);
  });

  it('domain-rules 41: may say in its text where objections go, and posts tables as they were printed', async () => {
    const body = ['如有异议，请致电 139 0013 9000。'];
    const table = (cell: string) => [
      {
        heading: '公示名单（1）',
        rows: [
          ['序号', '姓名'],
          ['1', cell],
        ],
      },
    ];
    const inBody = { ...notice, body, contacts: 'in-body' } as const;
    const { texts } = await shownIn(blocksOf(await noticeOf(inBody, table('贺彪'))));
    expect(texts.slice(3)).toEqual([
      ...['某区总工会', '2018年4月16日', '附件', '公示名单（1）', '序号', '姓名', '1', '贺彪'],
    ]);
    expect(codesOf(await noticeOf(inBody, table('贺彪 13800138000')))).toEqual(['phone-shown']);
  });

  it('is not made without dates that exist, a closing time in Shanghai and somebody to turn to', async () => {
    const wrong = { date: '2018-4-16', from: '2018-04-31', closesAt: '2018-04-20T09:00Z', contacts: [] };
    expect(codesOf(await noticeOf({ ...notice, ...wrong }, await forNotice()))).toEqual([
      ...['day-invalid', 'day-invalid', 'closing-time-invalid', 'term-reversed', 'contacts-missing'],
    ]);
    const reversed = { until: '2018-04-13', closesAt: '2018-04-13T17:00+08:00' };
    expect(codesOf(await noticeOf({ ...notice, ...reversed }, await forNotice()))).toEqual(['term-reversed']);
    const early = { closesAt: '2018-04-19T17:00+08:00' };
    expect(codesOf(await noticeOf({ ...notice, ...early }, await forNotice()))).toEqual(['closing-time-invalid']);
  });
});

describe('a correction', () => {
  const correction = { title: '获奖名单', issuer: '某市总工会', date: '2026-05-06' };
  const moved: readonly ListRow[] = [
    { key: 'm3', award: medal, kind: 'person', name: '王填', unitPost: '某商业公司董事长' },
    { ...rows[1]!, name: '唐纯玉', unitPost: '某药业董事长', phone: '13700137000' },
    rows[2]!,
  ];

  it('tells what was added, removed and changed, field by field, by the old numbers', async () => {
    const difference = await differenceOf({ before: await checked(rows), after: await checked(moved) });
    const answer = correctionOf(correction, difference);
    const { texts } = await shownIn(blocksOf(answer));
    expect(texts).toEqual([
      ...['关于《获奖名单》的勘误', '一、增加（1处）', '全国五一劳动奖章，王\u3000填，某商业公司董事长。'],
      ...['二、删去（1处）', '原“全国五一劳动奖章”第1号，贺\u3000彪，某供电公司班长。'],
      ...[
        '三、更正（1处）',
        '原“全国五一劳动奖章”第2号，唐纯玉（瑶族）：“单位及职务”由“某药业董事”改为“某药业董事长”。',
      ],
      ...['某市总工会', '2026年5月6日'],
    ]);
    expect(textOf(blocksOf(answer))).toBe(texts.join('\n'));
  });

  it('is not made of a working list', async () => {
    const inside = (of: readonly ListRow[]) => checked(of, { purpose: 'internal' });
    const difference = await differenceOf({ before: await inside(rows), after: await inside(moved) });
    expect(difference.changed[0]?.fields.map(({ column }) => column)).toEqual(['unitPost', 'phone']);
    expect(codesOf(correctionOf(correction, difference))).toEqual(['purpose-other']);
  });

  it('is not made of what is not printed, or of a new order alone', async () => {
    const [first, second, third] = rows as [ListRow, ListRow, ListRow];
    const after = [second, { ...first, phone: '13700137000' }, third];
    const difference = await differenceOf({ before: await checked(rows), after: await checked(after) });
    expect(difference).toEqual({ internal: false, added: [], removed: [], changed: [] });
    expect(codesOf(correctionOf(correction, difference))).toEqual(['nothing-changed']);
  });
});
