import { foldedName, subjectIdOf } from '@xf/competitions';
import type { Engine, Reads, Vault } from '@xf/es';
import { ChoiceField, IdNumberField, RecordedBody, TextField } from '@xf/nest';
import { registry, teamsPage, unitFold, unitStream } from '@xf/registry';
import { birthYearIn, ethnicityIn, genders } from '../personal';
import type { ReceiverKind } from '../terms';

const ethnicity = { test: (text: string) => ethnicityIn(text) !== undefined, source: '^[\\u4e00-\\u9fff]{1,6}$' };
const year = { test: (text: string) => birthYearIn(text) === text, source: '^(19|20)\\d{2}$' };

/** What may be printed of a person beside the name. */
export abstract class PersonalBody extends RecordedBody {
  @TextField({
    zh: '民族，个人才填；汉族不印，其他印在姓名之后',
    max: 6,
    pattern: ethnicity,
    expected: { zh: '民族名称，如 回族', en: 'an ethnic group such as 回族' },
    optional: true,
  })
  ethnicity?: string;

  @ChoiceField({ zh: '性别，个人才填', of: genders, optional: true })
  gender?: (typeof genders)[number];

  @TextField({
    zh: '出生年份，个人才填',
    max: 4,
    pattern: year,
    expected: { zh: '年份，如 1980', en: 'a year such as 1980' },
    optional: true,
  })
  birthYear?: string;
}

/** Who is nominated, or holds an honour from before. */
export abstract class ReceiverBody extends PersonalBody {
  @TextField({ zh: '姓名，或班组、单位名称', max: 100 })
  name!: string;

  @TextField({ zh: '单位', max: 200, optional: true })
  unit?: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人，不保存', optional: true })
  idNumber?: string;
}

/** Who was nominated, as the nomination says. */
type Named = {
  readonly receiver: ReceiverKind;
  readonly subject: string;
  readonly title?: string | undefined;
  readonly unit?: string | undefined;
};

type Log = Pick<Engine, 'vault' | 'states' | 'store'>;

/**
 * The ids that the same unit, or the same team of it, has under other names in the register: those of the unit, of the team,
 * and of units that the team belonged to. What it was given under one of them it holds. domain-rules 3.
 */
export async function aliasesOf(
  engine: Log,
  reads: Pick<Reads, 'at'>,
  { receiver, subject, title, unit }: Named,
  registered: string | undefined,
): Promise<readonly string[]> {
  if (receiver === 'person' || registered === undefined || title === undefined) return [];
  const names = await namesOf(engine, registered);
  const all =
    receiver === 'unit'
      ? names.map((name) => ({ name, unit }))
      : [
          ...names.map((name) => ({ name: title, unit: name })),
          ...(await teamNames(engine, reads, { title, registered })),
        ];
  const ids = all.map((who) => subjectIdOf(engine.vault, receiver, who, ''));
  return [...new Set(ids)].filter((id) => id !== subject);
}

async function namesOf({ states, store }: Log, unit: string): Promise<readonly string[]> {
  const { state } = await states.load(store, unitFold, unitStream(unit));
  return state.names.map(({ name }) => name);
}

/** Every name of teams of the unit that go by this one or did, with every name of each unit they were in. */
async function teamNames(
  engine: Log,
  reads: Pick<Reads, 'at'>,
  { title, registered }: { readonly title: string; readonly registered: string },
) {
  const wanted = foldedName(title);
  const { rows } = teamsPage(await reads.at(registry), { unit: registered }, { limit: Number.MAX_SAFE_INTEGER });
  const found: { readonly name: string; readonly unit: string }[] = [];
  for (const { names, units } of rows) {
    if (!names.some(({ name }) => foldedName(name) === wanted)) continue;
    for (const { unit } of units) {
      const called = await namesOf(engine, unit);
      for (const { name } of names) found.push(...called.map((of) => ({ name, unit: of })));
    }
  }
  return found;
}

/** The opaque id of a receiver, the same one that entries in contests have. */
export function subjectOf(
  vault: Vault,
  receiver: ReceiverKind,
  body: Pick<ReceiverBody, 'name' | 'unit' | 'idNumber'>,
  place: readonly string[],
): string {
  const { name, unit = '' } = body;
  return subjectIdOf(vault, receiver, body, [...place, unit, name].join('\n'));
}
