import { hashAwardDocument } from '../award/rules';
import { hashRoundDocument, type RoundDocument } from '../document/rules';
import type { NominationState } from '../nomination/rules';
import type { RoundEvent } from '../round/events';
import { roundFold, type RoundState } from '../round/rules';
import type { Stated } from '../shortlist/events';
import { medal, openRound, recommended, roundRules } from './examples';

const at = { round: 'r2026', award: 'medal' };

export const nominee = (subject: string, status: 'open' | 'withdrawn' = 'open'): NominationState => ({
  status,
  proposed: { award: 'medal', receiver: 'person', subject, basis: recommended, unit: '第一机械厂' },
});

/** A round under rules of its own, and the nominations it knows of. */
export function openedUnder(rules: Partial<RoundDocument>, ids: readonly string[]): readonly RoundEvent[] {
  const { notice: _notice, ...rest } = roundRules;
  const document = { ...rest, ...rules };
  const { type: _type, ...content } = openRound();
  const awards = [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }];
  const pinned = { hash: hashRoundDocument(document), document };
  return [
    { type: 'RoundOpened', ...content, awards, rules: pinned },
    ...ids.map((nomination): RoundEvent => ({ type: 'NominationAnnounced', ...at, nomination })),
  ];
}

export const roundAfter = (events: readonly RoundEvent[]): RoundState =>
  events.reduce((state, event) => roundFold.evolve(state, event, 0), roundFold.initial);

export const stated = (nomination: string, merit: string, categories = '', list = 'ordinary'): Stated => ({
  nomination,
  merit,
  list,
  categories: categories === '' ? [] : categories.split(' '),
});
