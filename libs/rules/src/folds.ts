import { add, divide, multiply, subtract, whole, type Exact } from './exact';

/** What becomes of a stretch of numbers, `from` to before `to`; the stretch is not empty. */
export type Fold = (marks: readonly Exact[], from: number, to: number) => Exact;

export const sumOf: Fold = (marks, from, to) => {
  let sum = marks[from] as Exact;
  for (let i = from + 1; i < to; i += 1) sum = add(sum, marks[i] as Exact);
  return sum;
};

export const meanOf: Fold = (marks, from, to) => divide(sumOf(marks, from, to), whole(to - from)) as Exact;

export const productOf: Fold = (marks, from, to) => {
  let product = marks[from] as Exact;
  for (let i = from + 1; i < to; i += 1) product = multiply(product, marks[i] as Exact);
  return product;
};

/** Highest minus lowest of numbers in rising order. */
export const spreadOf: Fold = (marks, from, to) => subtract(marks[to - 1] as Exact, marks[from] as Exact);
