import type { Foldable } from '@xf/es';
import type { Series } from './events';
import { numbersCodec, type NumbersEvent } from './events.numbers';

/** Whose the numbers of a prefix and year are; null while nobody has given one. */
export type NumbersState = Pick<Series, 'organization' | 'award' | 'series'> | null;

export const numbersFold: Foldable<NumbersState, NumbersEvent> = {
  name: 'numbers',
  codec: numbersCodec,
  initial: null,
  evolve: (state, { organization, award, series }) => state ?? { organization, award, series },
};

export const isOwn = (state: NonNullable<NumbersState>, { organization, award, series }: Series): boolean =>
  state.organization === organization && state.award === award && state.series === series;
