export * from './day';
export { loadYears, withYears, type Calendar, type YearTable } from './calendar';
export { china } from './china';
export { countTerm, type Term } from './term';
