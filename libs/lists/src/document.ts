import { leakIn } from './scan';
import { leaked, type CheckedList } from './list';
import type { FileProblem } from '@xf/files';

/** A paragraph or table of a printed document; how each looks is the writer's business. */
export type Block =
  | { readonly kind: 'title' | 'number' | 'heading' | 'text' | 'right'; readonly text: string }
  | { readonly kind: 'page' }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

export type DocumentAnswer =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A Word file is made in one piece, so it has a bound; a longer list goes out as XLSX or CSV. */
export const documentRowsMax = 20_000;

/** The document as plain text, tables with tabs. */
export const textOf = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.kind === 'page') return '';
      return block.kind === 'table' ? block.rows.map((row) => row.join('\t')).join('\n') : block.text;
    })
    .join('\n');

/** What keeps a document from being printed: ID or phone numbers anywhere in its text. domain-rules 41 */
export function leaksOf(blocks: readonly Block[], contacts: readonly string[] = []): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  for (const [n, block] of blocks.entries()) {
    if (block.kind === 'page') continue;
    const texts = block.kind === 'table' ? block.rows.flat() : [block.text];
    const found = texts.map((text) => leakIn(text, contacts)).find((leak) => leak !== undefined);
    if (found !== undefined) problems.push(leaked(found, { zh: `第 ${n + 1} 段`, en: `Paragraph ${n + 1}` }));
  }
  return problems;
}

/** How receivers are counted: people 名, teams and units 个. */
export const counted = (count: number, kind: 'person' | 'team' | 'unit'): string =>
  `${count}${kind === 'person' ? '名' : '个'}`;

/** The printed rows of each award, with the head of the table; the award itself stands above it. */
export async function tablesOf(checked: CheckedList, titles: readonly string[]) {
  const award = checked.columns.indexOf('award');
  const without = (cells: readonly string[]) => cells.filter((_, n) => n !== award);
  const tables = new Map<string, (readonly string[])[]>();
  for await (const row of checked.cells()) {
    const table = tables.get(row.award) ?? [without(titles)];
    table.push(without(row.cells));
    tables.set(row.award, table);
  }
  return tables;
}
