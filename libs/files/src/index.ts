export { cellProblem, mapColumns, missingColumn, type ColumnNames, type Columns } from './columns';
export {
  entryColumnAt,
  entryColumns,
  entryRowReader,
  readEntryRows,
  type EntryColumn,
  type EntryFileRow,
  type FileStatus,
} from './entry-rows';
export { isIdNumber } from './id-number';
export { nominationColumnAt, nominationColumns, nominationRowReader, type NominationFileRow } from './nomination-rows';
export {
  nomineeColumns,
  nomineeRowReader,
  type NomineeFileRow,
  type NomineeRowReader,
  type NomineeWords,
} from './nominee-rows';
export { decimalProblem } from './decimal';
export { cellAddress, maskIdNumber, maskPhone, problemOf, type BothTexts, type FileProblem } from './problem';
export { openTable, openTableIn, readTable, tableIn } from './read-table';
export {
  barColumns,
  personColumns,
  registryRowReader,
  teamColumns,
  unitColumns,
  type FileAttribute,
  type RegistryFileRow,
} from './registry-rows';
export { readScoreRows, scoreColumns, scoreRowReader, type ScoreFileRow, type ScoreWords } from './score-rows';
export { sheetCell, type SheetForm } from './sheet-form';
export { readSheet } from './sheet-read';
export { writeSheet } from './sheet-late';
export { csvPieces, escaped, textCell, workbookPieces, type TableToWrite } from './table-write';
export { foldedName, type OpenTable, type Row, type Table, type TableHead } from './table';
export {
  bySheetOrder,
  findErased,
  takeTable,
  type RefusedRow,
  type RowReader,
  type Source,
  type TakenTable,
} from './table-commands';
export { byteOrderMark, spreadsheetText, textBehind, writeCsv, writeRecord } from './write-csv';
export { zipped } from './zip-write';
