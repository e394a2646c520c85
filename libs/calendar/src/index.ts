export * from './day';
export {
  calendarOf,
  isWorkingDay,
  loadYears,
  withYears,
  type Calendar,
  type CalendarProblem,
  type YearTable,
} from './calendar';
export { china, chinaYears } from './china';
export { countTerm, termMax, type Counted, type Term } from './term';
