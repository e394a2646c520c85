import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { open, plan } from './examples';

/** The example competition from its plan to its results, event by event. */
const at = { competition: 'skills2026', contest: 'turning' };
const { type: _type, ...content } = plan();
const document = open().rules[0]?.document as object;
export const planned: CompetitionEvent = { type: 'CompetitionPlanned', ...content };
export const opened: CompetitionEvent = {
  type: 'CompetitionOpened',
  competition: 'skills2026',
  rules: [{ contest: 'turning', hash: 'test-turning', document }],
};
export const frozen: CompetitionEvent = { type: 'ScoresFrozen', ...at };
export const published: CompetitionEvent = { type: 'ResultsPublished', ...at, version: 1, digest: 'd', rounds: [] };

export const stateOf = (...events: readonly CompetitionEvent[]): CompetitionState =>
  events.reduce((state, event) => competition.evolve(state, event, 0), competition.initial);

/** What a decision on an entry is given. */
export const isOpen = { given: stateOf(planned, opened) };
export const isFrozen = { given: stateOf(planned, opened, frozen) };
export const isPublished = { given: stateOf(planned, opened, frozen, published) };
