import { accept, noChange, reject, type Decider } from '@xf/es';
import type { ErasureCommand, ErasureRejection } from './command';
import { erasureCodec, erasuresStream, type ErasureEvent } from './events';

/** Who was erased: those among the first `count` of `order`. */
export type ErasureState = { readonly order: ReadonlyMap<string, number>; readonly count: number };

const isErased = ({ order, count }: ErasureState, subject: string): boolean => (order.get(subject) ?? count) < count;

export const erasure: Decider<ErasureState, ErasureCommand, ErasureEvent, ErasureRejection> = {
  name: 'erasure',
  codec: erasureCodec,
  stream: () => erasuresStream,
  initial: { order: new Map(), count: 0 },
  /**
   * States that follow each other share one map, of which each sees its own beginning: copying it at every event would cost
   * the square of all erasures. A state that others have followed already gets a map of its own.
   */
  evolve(state, { subject }) {
    if (isErased(state, subject)) return state;
    const { order, count } = state;
    const isLatest = count > 0 && order.size === count;
    const next = isLatest ? (order as Map<string, number>) : new Map([...order].slice(0, count));
    return { order: next.set(subject, count), count: count + 1 };
  },
  decide({ subject, reason }, state) {
    if (subject === '') return reject({ code: 'subject-required' });
    if (reason.trim() === '') return reject({ code: 'reason-required' });
    if (isErased(state, subject)) return noChange;
    return accept({ type: 'PersonErased', subject, reason });
  },
};
