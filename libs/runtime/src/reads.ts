import { embeddedBoards, memoryViews } from '@xf/adapters';
import {
  positionOf,
  viewAsOf,
  viewFromFrames,
  type Boards,
  type Codec,
  type EventShape,
  type EventStore,
  type Frames,
  type Moment,
  type Projection,
  type Reads,
  type View,
  type ViewReader,
  type When,
} from '@xf/es';
import { everyCodec } from './product';

const pastMax = 16;

/** Where live rows are: in views of this process, by the name of the projection, or in boards that are shared. */
export type Live = {
  readonly views: ReadonlyMap<string, View<unknown>>;
  readonly shared: ReadonlyMap<string, Boards<unknown>>;
  /** As `Reads` has it. */
  readonly reached: Reads['reached'];
  /** From where the past of a partition is folded on; from its first event without them. */
  readonly frames?: Frames | undefined;
};

export function readsOf(store: EventStore, { views, shared, reached, frames }: Live): Reads {
  const past = new Map<string, Promise<ViewReader<unknown>>>();
  const foldedTo = <E extends EventShape, Row>(
    projection: Projection<E, Row>,
    moment: Moment,
    partition?: string,
  ): Promise<ViewReader<Row>> => {
    const of = { store, codec: everyCodec as unknown as Codec<E>, projection };
    if (frames !== undefined && partition !== undefined) return viewFromFrames({ ...of, partition, frames }, moment);
    const scratch = memoryViews().open<Row>(projection.name, projection.version);
    return viewAsOf(store, of.codec, projection, moment, scratch, partition);
  };

  return {
    head: () => store.head(),
    reached,
    live<E extends EventShape, Row>({ name }: Projection<E, Row>) {
      const elsewhere = shared.get(name) as Boards<Row> | undefined;
      return elsewhere ?? embeddedBoards(viewIn(views, name) as View<Row>, reached);
    },
    async at<E extends EventShape, Row>(projection: Projection<E, Row>, when: When = {}, partition?: string) {
      const { position, recordedAt, validAt } = when;
      if (position === undefined && recordedAt === undefined && validAt === undefined) {
        return viewIn(views, projection.name) as ViewReader<Row>;
      }
      const moment = { position: await positionOf(store, when), validAt };
      const key = JSON.stringify([projection.name, partition, moment]);
      const known = past.get(key);
      if (known !== undefined) return (await known) as ViewReader<Row>;
      const folded = foldedTo(projection, moment, partition);
      past.set(key, folded);
      folded.catch(() => past.delete(key));
      if (past.size > pastMax) past.delete(past.keys().next().value ?? key);
      return folded;
    },
  };
}

export function viewIn(views: ReadonlyMap<string, View<unknown>>, name: string): View<unknown> {
  const view = views.get(name);
  if (view === undefined) throw new Error(`${name}: not a view of this process`);
  return view;
}
