import type { EventStore, Vault, ViewReader } from '@xf/es';
import { plainName, type CellChange, type CorrectedField, type ReceiverChange } from '@xf/lists';
import { fieldsOf, printedIn, type Printed } from '../correction';
import { honourCodec } from '../honour/events';
import { rollKey, type RollRow } from '../roll/project';
import { honourStream } from '../terms';

/** What a file changes of an honour as it stands: not yet printed so, and not waiting for a second person either. */
export type OpenChange = {
  readonly row: RollRow;
  readonly changes: readonly CellChange[];
  /** Cells whose text was changed since the list was made, and otherwise than the file has it. */
  readonly overtaken: readonly CellChange[];
};

/** The changes of a file that are still to be asked for. Who has none is left out. */
export async function openChanges(
  vault: Pick<Vault, 'reveal'>,
  live: Pick<ViewReader<RollRow>, 'get'>,
  changed: readonly ReceiverChange[],
): Promise<readonly OpenChange[]> {
  const found = changed.flatMap(({ key, changes }) => {
    const row = live.get(rollKey(key));
    return row === undefined ? [] : [{ row, changes }];
  });
  const sealed = found.flatMap(({ row }) => [...sealedIn(row), ...sealedIn(row.asked ?? {})]);
  const revealed = await vault.reveal(sealed);
  const plain = new Map(sealed.map((text, n) => [text, revealed[n]]));
  return found.flatMap(({ row, changes }): readonly OpenChange[] => {
    const now = valuesOf(row, plain);
    const asked = valuesOf(row.asked ?? {}, plain);
    const left = changes.filter((one) => !isSame(one.field, now[one.field], one.now));
    if (left.every((one) => isSame(one.field, asked[one.field], one.now))) return [];
    return [{ row, changes: left, overtaken: left.filter((one) => isOvertaken(one, now)) }];
  });
}

/** How a correction calls what a list prints. */
export const printedAs = {
  ...{ name: 'name', unitPost: 'unit' },
  ...{ ethnicity: 'ethnicity', gender: 'gender', birthYear: 'birthYear' },
} as const satisfies Readonly<Record<CorrectedField, keyof Printed>>;

/** The changes of a file that a command asked for when it was carried out. */
export async function askedBy(
  store: Pick<EventStore, 'readStream'>,
  live: Pick<ViewReader<RollRow>, 'get'>,
  changed: readonly ReceiverChange[],
  command: string,
): Promise<readonly OpenChange[]> {
  const found: OpenChange[] = [];
  for (const { key, changes } of changed) {
    const row = live.get(rollKey(key));
    if (row === undefined) continue;
    const stored = await store.readStream(honourStream(row.award, row.subject));
    const asked = stored.map((one) => (one.command === command ? honourCodec.decode(one) : undefined));
    const event = asked.find((one) => one?.type === 'HonourCorrectionAsked');
    if (event?.type !== 'HonourCorrectionAsked') continue;
    const stated = fieldsOf(printedIn(event)).map((field) => (field === 'title' ? 'name' : field));
    const own = changes.filter(({ field }) => stated.includes(printedAs[field]));
    found.push({ row, changes: own, overtaken: [] });
  }
  return found;
}

type Values = { readonly [Field in CorrectedField]: string | undefined };

const sealedIn = ({ name, ethnicity, gender, birthYear }: Printed): readonly string[] =>
  [name, ethnicity, gender, birthYear].flatMap((text) => text ?? []);

function valuesOf(said: Printed, plain: ReadonlyMap<string, string | undefined>): Values {
  const { name, title, unit, ...beside } = printedIn(said);
  const open = (text: string | undefined) => (text === undefined ? undefined : plain.get(text));
  const { ethnicity, gender, birthYear } = beside;
  return {
    ...{ name: open(name) ?? title, unitPost: unit?.trim() },
    ...{ ethnicity: open(ethnicity), gender: open(gender), birthYear: open(birthYear) },
  };
}

const isSame = (field: CorrectedField, one: string | undefined, other: string): boolean =>
  one !== undefined && (field === 'name' ? plainName(one) === plainName(other) : one === other);

/** What the list left out may have been there: Han, or a year nothing had to be told apart by. */
const isOvertaken = ({ field, was }: CellChange, now: Values): boolean => was !== '' && !isSame(field, now[field], was);
