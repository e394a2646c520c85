import type { Boards, ViewReader } from '@xf/es';
import { promised } from './promised';

/** Boards of a view in this process: a query runs on it at once. `reached` waits for whoever keeps the view. */
export function embeddedBoards<Row>(view: ViewReader<Row>, reached: Boards<Row>['reached']): Boards<Row> {
  return {
    read: (query) =>
      new Promise((resolve) => {
        resolve(query(view));
      }),
    position: promised(() => view.position()),
    reached,
  };
}
