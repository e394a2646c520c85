export { cellProblem, type ColumnNames } from './columns';
export {
  entryColumnAt,
  entryColumns,
  readEntryRows,
  type EntryColumn,
  type EntryFileRow,
  type FileStatus,
} from './entry-rows';
export { isIdNumber } from './id-number';
export { nominationColumnAt, nominationColumns, readNominationRows, type NominationFileRow } from './nomination-rows';
export { problemOf, type BothTexts, type FileProblem } from './problem';
export { readTable } from './read-table';
export { readScoreRows, scoreColumns, type ScoreFileRow, type ScoreWords } from './score-rows';
export { foldedName, type Table } from './table';
export { byteOrderMark, writeCsv } from './write-csv';
