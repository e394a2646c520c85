import { cellsOf, type Column, type Purpose } from './columns';
import { checkList, type CheckedList, type List } from './list';
import type { ListRow } from './terms';
import { basisLines } from './basis';

const basis = {
  ...{ asOf: '2026-04-28 09:00:00', position: 4711, rules: 'sha256:abc', exportedBy: 'wang' },
  ...{ exportedAt: '2026-04-28 09:05:00', order: '按姓氏笔画排序' },
};
const medal = '省五一劳动奖章';
const team = '省工人先锋号';
const person = (name: string, more: Partial<ListRow> = {}): ListRow => ({
  ...{ key: `${name}/${more.unitPost ?? ''}/${more.birthYear ?? ''}`, award: medal, kind: 'person', name },
  ...more,
});
const list = (rows: readonly ListRow[], more: Partial<List> = {}): List => ({
  ...{ title: '2026 年名单', purpose: 'notice', basis, rows: () => rows },
  ...more,
});

async function checked(rows: readonly ListRow[], more: Partial<List> = {}): Promise<CheckedList> {
  const answer = await checkList(list(rows, more));
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.checked;
}
async function problems(rows: readonly ListRow[], more: Partial<List> = {}) {
  const answer = await checkList(list(rows, more));
  return answer.ok ? [] : answer.problems;
}
async function cells(of: CheckedList) {
  const all: (readonly string[])[] = [];
  for await (const row of of.cells()) all.push(row.cells);
  return all;
}

const idNumber = '110101199003074514';
const phone = '13800138000';

describe('the columns of a list', () => {
  it('domain-rules 118: a notice shows number, award, name, unit and post, and an ethnicity that is not Han', async () => {
    const rows = [
      person('唐纯玉', { unitPost: '某厂班长', ethnicity: '瑶族', idNumber, phone, gender: '女' }),
      person('王填', { unitPost: '某店店长', ethnicity: '汉族', birthYear: '1968' }),
    ];
    expect(await cells(await checked(rows))).toEqual([
      ['1', medal, '唐纯玉（瑶族）', '某厂班长'],
      ['2', medal, '王\u3000填', '某店店长'],
    ]);
    const columns = ['name', 'ethnicity'] as const;
    expect(await cells(await checked(rows, { columns }))).toEqual([
      ['唐纯玉', '瑶族'],
      ['王\u3000填', ''],
    ]);
    expect((await cells(await checked(rows, { columns, purpose: 'internal' })))[1]).toEqual(['王\u3000填', '汉族']);
  });

  it.each(['roll', 'notice', 'decision'] as const)(
    'domain-rules 41: %s can show no ID number and no phone',
    async (purpose) => {
      const found = await problems([person('王填')], { purpose, columns: ['name', 'idNumber', 'phone'] });
      expect(found.map(({ code, column }) => [code, column])).toEqual([
        ['column-not-allowed', '身份证号'],
        ['column-not-allowed', '联系电话'],
      ]);
    },
  );

  it('prints nothing of a row but its columns, whatever the row holds', () => {
    const secret = 'secret';
    const row = {
      ...person('王填', { unitPost: '某店' }),
      bank: secret,
      reading: secret,
      subject: secret,
      key: secret,
    };
    const usual: Readonly<Record<Purpose, readonly Column[]>> = {
      ...{ roll: ['name', 'unitPost'], notice: ['name', 'unitPost'], decision: ['name'], internal: ['name', 'region'] },
    };
    for (const columns of Object.values(usual)) {
      expect(cellsOf(row, { number: 1, byBirthYear: true, isPublished: true }, columns).join()).not.toContain(secret);
    }
  });

  it('domain-rules 120: an internal list shows 6 and 4 of an ID number, 3 and 4 of a phone, and says so', async () => {
    const columns: readonly Column[] = ['name', 'ethnicity', 'idNumber', 'phone'];
    const row = person('唐纯玉', { ethnicity: '瑶族', idNumber, phone });
    const internal = await checked([row], { purpose: 'internal', columns });
    expect(await cells(internal)).toEqual([['唐纯玉', '瑶族', '110101********4514', '138****8000']]);
    const masks = basisLines(internal).find(([label]) => label.startsWith('脱敏'))?.[1];
    expect(masks).toBe('身份证号只留前 6 位和后 4 位；电话只留前 3 位和后 4 位');
  });

  it('domain-rules 115: numbers begin again in each award', async () => {
    const rows = [
      person('甲一'),
      person('甲二'),
      person('乙班', { award: team, kind: 'team' }),
      person('丙班', { award: team, kind: 'team' }),
    ];
    const numbers = (await cells(await checked(rows))).map(([number, award]) => `${award} ${number}`);
    expect(numbers).toEqual([`${medal} 1`, `${medal} 2`, `${team} 1`, `${team} 2`]);
  });
});

describe('what stops a list', () => {
  it('domain-rules 116: seven are stated and six stand there', async () => {
    const rows = ['一', '二', '三', '四', '五', '六'].map((one) => person(`王${one}`));
    const found = await problems(rows, { stated: [{ award: medal, count: 7 }] });
    expect(found.map(({ zh }) => zh)).toEqual(['“省五一劳动奖章”写明 7 个，名单有 6 行：数目不符，未导出。']);
    expect(await problems(rows, { stated: [{ award: medal, count: 6 }] })).toEqual([]);
  });

  it('domain-rules 116: an award that nobody stated, or that has no row', async () => {
    const found = await problems([person('王一')], { stated: [{ award: team, count: 1 }] });
    expect(found.map(({ code, value }) => [code, value])).toEqual([
      ['count-differs', '0'],
      ['count-differs', '1'],
    ]);
  });

  it('domain-rules 41: an ID number or a phone anywhere in what is printed, which the problem does not repeat', async () => {
    const rows = [person('王一', { unitPost: `某厂（${idNumber}）` }), person(`李二 ${phone}`)];
    const found = await problems(rows, { title: `名单 ${phone}` });
    expect(found.map(({ code, row, column }) => [code, row, column])).toEqual([
      ['id-number-shown', 1, '单位及职务'],
      ['phone-shown', 2, '姓名/名称'],
      ['phone-shown', undefined, undefined],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/\d{11}/);
  });

  it('domain-rules 41: a phone in an award or a warning, which stand beside the list; digits of a hash stop nothing', async () => {
    const warnings = [{ code: 'x', zh: `“李二 ${phone}”`, en: '' }];
    const rules = 'sha256:13800138000';
    const found = await problems([person('王一', { award: `奖 ${phone}` })], {
      ...{ columns: ['name'], warnings, basis: { ...basis, rules } },
    });
    expect(found.map(({ code }) => code)).toEqual(['phone-shown', 'phone-shown']);
  });

  it('domain-rules 41: no problem repeats a number that stands in a name', async () => {
    const twice = ['a', 'b', 'b'].map((key) => person(`王一 ${phone}`, { key }));
    const found = await problems(twice);
    expect(found.map(({ code }) => code)).toContain('name-collision');
    expect(JSON.stringify(found)).not.toContain(phone);
  });

  it('domain-rules 41: a number in a column that is not printed stops nothing', async () => {
    expect(await problems([person('王一', { idNumber, phone })])).toEqual([]);
  });

  it('an empty name, an honour listed twice, a control character; all told at once', async () => {
    const found = await problems([person(' '), person('王一'), person('王一'), person('李\u0007二')]);
    expect(found.map(({ code, row }) => [code, row])).toEqual([
      ['cell-empty', 1],
      ['row-repeated', 3],
      ['character-unprintable', 4],
    ]);
  });

  it('more problems than anybody reads are counted', async () => {
    const found = await problems(Array.from({ length: 130 }, (_, n) => person(' ', { key: String(n) })));
    expect(found).toHaveLength(101);
    expect(found.at(-1)?.zh).toBe('另有 30 处问题未列出。');
  });

  it('rows that are others when they are written', async () => {
    let times = 0;
    const rows = () => {
      times += 1;
      return [person(times === 1 ? '王一' : '王二')];
    };
    const answer = await checkList(list([], { rows }));
    if (!answer.ok) throw new Error('refused');
    await expect(cells(answer.checked)).rejects.toThrow('the rows written are not the rows that were checked');
  });
});

describe('people of one name', () => {
  it('domain-rules 121: unit and post tell them apart', async () => {
    const rows = [person('王伟', { unitPost: '一厂' }), person('王 伟', { unitPost: '二厂' })];
    expect((await cells(await checked(rows))).map(([, , name]) => name)).toEqual(['王\u3000伟', '王\u3000伟']);
  });

  it('domain-rules 121: then the year of birth, of these and of no one else', async () => {
    const rows = [
      person('王伟', { unitPost: '一厂', birthYear: '1980' }),
      person('王伟', { unitPost: '一厂', birthYear: '1991', ethnicity: '回族' }),
      person('王伟', { unitPost: '二厂', birthYear: '1975' }),
      person('李伟', { unitPost: '一厂', birthYear: '1980' }),
    ];
    expect((await cells(await checked(rows))).map(([, , name]) => name)).toEqual([
      ...['王\u3000伟（1980年生）', '王\u3000伟（回族，1991年生）', '王\u3000伟', '李\u3000伟'],
    ]);
  });

  it('domain-rules 121: where units are not printed they tell nobody apart', async () => {
    const rows = [
      person('王伟', { unitPost: '一厂', birthYear: '1980' }),
      person('王伟', { unitPost: '二厂', birthYear: '1991' }),
    ];
    const names = (await cells(await checked(rows, { columns: ['name'] }))).flat();
    expect(names).toEqual(['王\u3000伟（1980年生）', '王\u3000伟（1991年生）']);
  });

  it('domain-rules 121: where nothing does the list is refused with both rows; one person may hold two awards', async () => {
    const twice = (subject: readonly [string, string]) =>
      subject.map((one, n) => person('王伟', { key: String(n), subject: one, unitPost: '一厂' }));
    expect((await problems(twice(['p1', 'p2']))).map(({ code, zh }) => [code, zh])).toEqual([
      ['name-collision', '第 1、2 行都是“王伟”，单位及职务、出生年份都分不开：请补充其中之一。'],
    ]);
    expect(await problems(twice(['p1', 'p1']))).toEqual([]);
  });
});
