import { randomBytes } from 'node:crypto';
import type { Role } from '@xf/access';
import type { ExitCode } from '../io';
import { addOrganization, addUser } from '../keep/accounts';
import { textTable, type Output } from '../print';
import { city, committee, desks, district, judges, neighbour, type Play } from './play';

export type Person = {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly at: string;
  readonly password: string;
};

const person = (account: string, name: string, role: Role, at = district): Person => ({
  ...{ account, name, role, at },
  password: randomBytes(9).toString('base64url'),
});

/** Everybody who signs in during the demo, with passwords drawn anew. */
export const people = (): readonly Person[] => [
  person('admin', '示例管理员', 'administrator', city),
  person('organizer', '示例组织员', 'organizer'),
  ...judges.map((account, index) => person(account, `示例评委${'一二三四五'[index] ?? ''}`, 'judge')),
  ...committee.map((account, index) => person(account, `示例评委会委员${'甲乙丙丁'[index] ?? ''}`, 'committee')),
  person('publicity', '示例宣传员', 'publicity'),
  person('auditor', '示例监督员', 'auditor'),
  person('neighbour', '示例邻区组织员', 'organizer', neighbour),
  ...desks.map(({ account, organization, unit }) => person(account, `${unit}工会干事`, 'organizer', organization)),
];

const organizationNames: Readonly<Record<string, string>> = {
  [city]: '示例市总工会',
  [district]: '示例区总工会',
  [neighbour]: '示例邻区总工会',
  ...Object.fromEntries(desks.map(({ organization, unit }) => [organization, unit])),
};

const actor = 'ops:demo';

/** What only an operator can do, with the very verbs an operator uses: the root of the tree and its administrator. */
export async function foundCity(folder: string, everybody: readonly Person[]): Promise<void> {
  const admin = everybody.find(({ role }) => role === 'administrator');
  if (admin === undefined) throw new Error('a demo without an administrator');
  const quiet = (stdin: string): Output => ({ json: true, io: { ...silence, stdin: once(stdin), env: {} } });
  const name = organizationNames[city] ?? city;
  mustBeDone(await addOrganization(quiet(''), city, { data: folder, name, level: 'city', actor }));
  const options = { data: folder, name: admin.name, role: [`administrator@${city}`], passwordStdin: true, actor };
  mustBeDone(await addUser(quiet(`${admin.password}\n`), admin.account, options));
}

const silence = { stdout: { write: () => true }, stderr: { write: () => true } };

async function* once(text: string): AsyncGenerator<string> {
  await Promise.resolve();
  yield text;
}

function mustBeDone(code: ExitCode): void {
  if (code !== 0) throw new Error(`an operator's verb ended with ${code}`);
}

/** The administrator sets up districts and accounts over HTTP, and everybody signs in. */
export async function setUpPeople({ stage, client }: Play, everybody: readonly Person[]): Promise<void> {
  await stage.step(
    '组织与账号：市总工会下设两个区，区下有两个单位，管理员开设账号、授予角色',
    'Organisations and accounts: a city with two districts, and two units',
  );
  for (const one of everybody.filter(({ role }) => role === 'administrator')) {
    await client.signIn(one.account, one.password);
  }
  for (const organization of [district, neighbour]) {
    const name = organizationNames[organization] ?? organization;
    await client.post('admin', '/api/organizations', { organization, name, level: 'district', parent: city });
  }
  for (const { organization, unit: name } of desks) {
    await client.post('admin', '/api/organizations', { organization, name, level: 'unit', parent: district });
  }
  for (const { account, name, role, at, password } of everybody) {
    if (account === 'admin') continue;
    await client.post('admin', '/api/accounts', { account, displayName: name, password });
    await client.post('admin', `/api/accounts/${account}/grants`, { role, organization: at });
    await client.signIn(account, password);
  }
  const units = desks.map(({ unit }) => unit).join('、');
  stage.say(`示例市总工会 → 示例区总工会（${units}）、示例邻区总工会`);
  stage.say(`${everybody.length} 个账号（密码见文末，每次演示随机生成）`);
  stage.at('/api/organizations', 'admin');
}

/** Accounts and passwords as a table. */
export const accountTable = (everybody: readonly Person[]): readonly string[] =>
  textTable([
    ['账号', '密码', '角色', '组织', '姓名'],
    ...everybody.map(({ account, password, role, at, name }) => [
      account,
      password,
      role,
      organizationNames[at] ?? at,
      name,
    ]),
  ]);
