import readWorkbook from 'read-excel-file/node';

export const allowed = [readWorkbook];
