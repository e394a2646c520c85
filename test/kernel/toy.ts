import { createHash } from 'node:crypto';
import { fixedClock, memoryEventStore, memoryVault } from '@xf/adapters';
import {
  accept,
  acceptAt,
  codec,
  noChange,
  personal,
  reject,
  StateCache,
  streamName,
  text,
  whole,
  type Decider,
  type Engine,
  type EventStore,
  type Projection,
} from '@xf/es';

/** A jar of beans: people put beans in until it is closed. Small enough to reason about every answer. */
export type JarCommand =
  | { type: 'Add'; jar: string; by: string; name: string; beans: number }
  | { type: 'Recount'; jar: string; by: string; beans: number }
  | { type: 'Close'; jar: string };
export type JarEvent =
  | { type: 'Added'; jar: string; by: string; name: string; beans: number }
  | { type: 'Recounted'; jar: string; by: string; beans: number }
  | { type: 'Closed'; jar: string };
export type JarRejection = { code: 'jar-closed' } | { code: 'nothing-to-add' } | { code: 'lid-open' };

export const jarCodec = codec<JarEvent>({
  Added: { version: 1, fields: { jar: text, by: text, name: personal('by'), beans: whole } },
  Recounted: { version: 1, fields: { jar: text, by: text, beans: whole } },
  Closed: { version: 1, fields: { jar: text } },
});

type Jar = { readonly closed: boolean; readonly beans: number; readonly at: ReadonlyMap<string, number> };

export const jar: Decider<Jar, JarCommand, JarEvent, JarRejection> = {
  name: 'jar',
  codec: jarCodec,
  stream: (command) => streamName('jar', command.jar),
  initial: { closed: false, beans: 0, at: new Map() },
  evolve(state, event, validAt) {
    if (event.type === 'Closed') return { ...state, closed: true };
    return { ...state, beans: state.beans + event.beans, at: new Map(state.at).set(event.by, validAt) };
  },
  decide(command, state) {
    if (command.type === 'Close') return state.closed ? noChange : accept({ type: 'Closed', jar: command.jar });
    if (state.closed) return reject({ code: 'jar-closed' });
    if (command.beans === 0) return reject({ code: 'nothing-to-add' });
    const { jar: id, by, beans } = command;
    if (command.type === 'Add') return accept({ type: 'Added', jar: id, by, name: command.name, beans });
    return acceptAt(state.at.get(by) ?? 0, { type: 'Recounted', jar: id, by, beans });
  },
};

export type JarRow = { readonly jar: string; readonly beans: number; readonly last: string; readonly double?: number };

export const beanCount: Projection<JarEvent, JarRow> = {
  name: 'bean-count',
  version: 1,
  codec: jarCodec,
  keys: ({ event }) => [event.jar],
  fold(row, { event }) {
    if (event.type === 'Closed') return row;
    return {
      jar: event.jar,
      beans: (row?.beans ?? 0) + event.beans,
      last: event.type === 'Added' ? event.name : (row?.last ?? ''),
    };
  },
  derive: (touched, { get }) =>
    new Map(
      touched.flatMap((key) => {
        const row = get(key);
        return row === undefined ? [] : [[key, { ...row, double: row.beans * 2 }] as const];
      }),
    ),
  places: (row) => [{ set: 'all', sort: String(1_000_000 - row.beans) }],
};

export const t0 = Date.parse('2026-05-01T00:00:00Z');

export function toyEngine(store?: EventStore) {
  const clock = fixedClock(t0);
  const engine: Engine = {
    store: store ?? memoryEventStore(clock),
    vault: memoryVault(),
    clock,
    states: new StateCache(),
    fingerprint: (content) =>
      createHash('sha256')
        .update([...content].join(''))
        .digest('hex'),
  };
  return { engine, clock };
}
