import { textTable } from '../print';
import type { Roll } from './answers';
import { district, untilAnswered, type Play } from './play';
import { artisan, awardPath, daysAgo, selectionPath } from './selection';

const decision = '示工字〔2026〕8号';
const rollPath = `/api/honours?award=${artisan}`;
const registerPath = `/api/honour-register?organization=${district}&award=${artisan}`;
const revocationPath = '/api/honour-revocations/artisan1';
export const listPath = `/api/organizations/${district}/lists/artisans`;
const revoked = '示例主任甲';

type Registered = {
  readonly rows: readonly {
    readonly honour: string;
    readonly name: string;
    readonly certificates: readonly { readonly number: string }[];
  }[];
};

async function confer(play: Play): Promise<void> {
  const { stage, client } = play;
  await stage.step(
    `授予：${decision}（演示文号，系虚构），证书号随之编定`,
    'Conferral by a decision with its number; certificate numbers follow',
  );
  const conferredOn = daysAgo(2);
  const body = { decision, conferredOn, count: 3 };
  await client.post('committee2', `${awardPath}/conferral`, body, selectionPath);
  await untilAnswered(play);
  const { rows } = (await client.get('organizer', registerPath)) as Registered;
  const numbers = rows.map(({ name, certificates }) => [name, certificates.map(({ number }) => number).join('、')]);
  stage.say(...textTable([['姓名', '证书号'], ...numbers]));
  stage.at(registerPath, 'organizer');

  await stage.step('荣誉名册：公众看到的区工匠', 'The roll of honours as the public reads it');
  stage.say(...table((await client.get(undefined, rollPath)) as Roll));
  stage.at(rollPath);
}

const table = ({ rows }: Roll): readonly string[] =>
  textTable([
    ['授予日期', '姓名', '单位', '文号'],
    ...rows.map(({ conferredOn, name, unit = '', decision: number }) => [conferredOn, name, unit, number]),
  ]);

/** A list is fixed before it goes out, and whoever takes it is recorded. */
async function publicize({ stage, client }: Play): Promise<void> {
  await stage.step(
    '宣传名单：写明数目，生成一版，按姓氏笔画；下载先记录，后给出文件',
    'A list for publicity: prepared once, downloaded on record',
  );
  await client.post('publicity', `${listPath}/versions`, {
    ...{ title: '2026 年区工匠表彰名单（演示）', purpose: 'notice', awards: [artisan] },
    ...{ columns: ['number', 'award', 'name', 'unitPost'], stated: [{ award: artisan, count: 3 }] },
  });
  const file = (await client.post('publicity', `${listPath}/versions/1/downloads`, { format: 'csv' })) as string;
  stage.say(...file.replace('\uFEFF', '').trimEnd().split('\r\n'));
  stage.at(`${listPath}/text`);
  stage.say('何人何时取走哪一版哪种格式，监督员可查：');
  stage.at(`${listPath}/downloads`, 'auditor');
}

type Revoked = { readonly open: readonly { readonly name: string }[] };

/** Taking one honour back ends it from a day on; the days before stay what they were. */
async function revoke({ stage, client }: Play): Promise<void> {
  await stage.step(`撤销：${revoked} 弄虚作假，经决定撤销`, 'A revocation, with its own decision');
  const { rows } = (await client.get('organizer', registerPath)) as Registered;
  const honours = rows.filter(({ name }) => name === revoked).map(({ honour }) => honour);
  const [today, yesterday] = [daysAgo(0), daysAgo(1)];
  const revoking = `示工字〔${today.slice(0, 4)}〕9号`;
  await client.post('organizer', '/api/honour-revocations', {
    ...{ revocation: 'artisan1', organization: district, award: artisan, cause: 'fraud' },
    ...{ decision: revoking, approvedBy: '示例区总工会', decidedOn: today, returnBy: today },
    ...{ count: honours.length, honours },
  });
  const { open } = (await client.get('auditor', revocationPath)) as Revoked;
  stage.say(`撤销日期 ${today}，${revoking}（演示文号，系虚构）`);
  stage.say(`证书待收回 ${open.length} 件：${open.map(({ name }) => name).join('、')}`);
  stage.at(revocationPath, 'organizer');

  await stage.step('某日谁持有：撤销之前与之后，公众各看到什么', 'Who held it on a day, before and after');
  for (const [word, day] of [
    ['昨天', yesterday],
    ['今天', today],
  ] as const) {
    const path = `${rollPath}&heldOn=${day}`;
    const held = (await client.get(undefined, path)) as Held;
    stage.say(`${word} ${day}：${held.total} 人持有`);
    for (const { name, unit = '', revokedOn } of held.rows) {
      stage.say(`  ${name}  ${unit}${revokedOn === undefined ? '' : `  ${revokedOn} 起不再持有`}`);
    }
    stage.at(path);
  }
}

type Held = {
  readonly total: number;
  readonly rows: readonly { readonly name: string; readonly unit?: string; readonly revokedOn?: string }[];
};

/** What becomes of the honours once they are given. */
export async function keep(play: Play): Promise<void> {
  await confer(play);
  await publicize(play);
  await revoke(play);
}
