import { erasedName, isSealed, type Vault } from '@xf/es';
import { barColumns, personColumns, teamColumns, unitColumns, type ColumnNames, type TableToWrite } from '@xf/files';
import type { ExportRow } from '../register/query.export';
import type { UnitKind } from '../terms';
import { kindWords } from './shell.units';
import type { RegisterKind } from './shell.reader';

const columnsOf: Readonly<Record<RegisterKind, Readonly<Record<string, ColumnNames>>>> = {
  units: unitColumns,
  teams: teamColumns,
  people: personColumns,
  bars: barColumns,
};
const sheets: Readonly<Record<RegisterKind, string>> = { units: '单位', teams: '班组', people: '人员', bars: '事项' };
/** Neither is kept; whoever is registered is called by the opaque id. */
const unkept: readonly string[] = ['idNumber', 'number'];

/** People whose names are opened at once. */
const chunk = 500;

/** The file that `registerReader` reads back to the same. Sealed texts are opened while it is written. */
export function tableOf(kind: RegisterKind, rows: readonly ExportRow[], vault: Pick<Vault, 'reveal'>): TableToWrite {
  const columns = Object.entries(columnsOf[kind]).filter(([key]) => !unkept.includes(key));
  const named = new Set(columns.map(([key]) => key));
  const others = new Set<string>();
  for (const { attributes } of rows)
    for (const one of attributes) if (!named.has(one.attribute)) others.add(one.attribute);
  const keys = [...named, ...[...others].sort()];
  const header = [...columns.map(([, [zh]]) => zh), ...keys.slice(named.size).map((key) => `属性:${key}`)];
  return { sheet: sheets[kind], header, rows: opened(kind, rows, keys, vault) };
}

async function* opened(
  kind: RegisterKind,
  rows: readonly ExportRow[],
  keys: readonly string[],
  vault: Pick<Vault, 'reveal'>,
): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < rows.length; at += chunk) {
    const lines = rows.slice(at, at + chunk).map((row) => lineOf(row, keys));
    const sealed = [...new Set(lines.flat().filter(isSealed))];
    const texts = sealed.length === 0 ? [] : await vault.reveal(sealed);
    const shown = new Map(sealed.map((text, n) => [text, texts[n] ?? erasedName]));
    for (const line of lines) yield line.map((text, n) => worded(kind, keys[n], shown.get(text) ?? text));
  }
}

function lineOf({ cells, attributes }: ExportRow, keys: readonly string[]): readonly string[] {
  const said = new Map(attributes.map(({ attribute, value }) => [attribute, value]));
  return keys.map((key) => cells[key] ?? said.get(key) ?? '');
}

const worded = (kind: RegisterKind, key: string | undefined, text: string): string =>
  kind === 'units' && key === 'kind' ? kindWords[text as UnitKind][0] : text;
