import type { OpenTable, RowReader } from '@xf/files';
import { barsReader } from './shell.bars';
import { peopleReader } from './shell.people';
import { teamsReader } from './shell.teams';
import type { Known, ReaderOptions } from './shell.known';
import { unitsReader } from './shell.units';

export const registerKinds = ['units', 'teams', 'people', 'bars'] as const;
export type RegisterKind = (typeof registerKinds)[number];

/**
 * Turns the rows of a file of the register into commands: one registration a row, or a bar and its clearing. A row that says
 * what stands in the register already is no problem and adds nothing; nothing that stands is changed by a file.
 */
export function registerReader(kind: RegisterKind, table: OpenTable, known: Known, options: ReaderOptions): RowReader {
  switch (kind) {
    case 'units':
      return unitsReader(table, known, options);
    case 'teams':
      return teamsReader(table, known, options);
    case 'people':
      return peopleReader(table, known, options);
    case 'bars':
      return barsReader(table, known, options);
  }
}
