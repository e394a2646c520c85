import { hashAwardDocument } from '../award/rules';
import { medal, openRound } from '../testing/examples';
import type { RoundEvent } from './events';
import { awardInRound, roundFold } from './rules';
import { Announced } from './rules.announced';

const { type: _type, ...content } = openRound();
const awards = [{ award: medal.id, hash: hashAwardDocument(medal), document: medal }];
const opened: RoundEvent = { type: 'RoundOpened', ...content, awards };
const told = (nomination: string): RoundEvent => ({
  type: 'NominationAnnounced',
  round: 'r2026',
  award: medal.id,
  nomination,
});

describe('the nominations of a round', () => {
  it('are folded by as many steps each, however many there are', () => {
    const steps = (nominations: number): number => {
      const writes = [jest.spyOn(Set.prototype, 'add'), jest.spyOn(Map.prototype, 'set')];
      let state = roundFold.evolve(roundFold.initial, opened, 0);
      for (let at = 0; at < nominations; at += 1) state = roundFold.evolve(state, told(`n${at}`), 0);
      const counted = writes.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
      jest.restoreAllMocks();
      const found = awardInRound(state, medal.id);
      expect('award' in found && [...found.award.announced]).toHaveLength(nominations);
      return counted;
    };
    expect(steps(2_000)).toBeLessThanOrEqual(2 * steps(1_000));
  });

  it('keep the order in which they came, each once', () => {
    expect([...new Announced().with('b').with('a').with('b')]).toEqual(['b', 'a']);
  });

  it('stay what they were where more come after, on two sides', () => {
    const one = new Announced().with('a');
    const left = one.with('b').with('c');
    const right = one.with('c').with('d');
    expect([one, left, right].map((ids) => [...ids])).toEqual([['a'], ['a', 'b', 'c'], ['a', 'c', 'd']]);
    expect([one.has('b'), left.has('d'), right.has('b'), right.has('c')]).toEqual([false, false, false, true]);
  });
});
