import type { Recorded } from '@xf/es';
import { proposed } from '../testing/examples';
import type { CandidacyEvent } from './events';
import { candidaciesSet, candidacyKey, candidacies, waitsFor, type CandidacyRow } from './project';

const at = { round: 'r2026', nomination: 'n1', by: 'desk' };
const filed: CandidacyEvent = {
  ...{
    type: 'CandidacyFiled',
    ...at,
    award: 'medal',
    receiver: 'person',
    subject: 'p1',
    organization: 'u7',
    self: false,
  },
  seats: [
    { level: 'base', organization: 'u7' },
    { level: 'city', organization: 'c1' },
  ],
};
const sent: CandidacyEvent = { type: 'SentUp', ...at, from: 'base', to: 'city' };
const accepted: CandidacyEvent = { type: 'AcceptedAt', ...at, level: 'city' };
const material: CandidacyEvent = {
  ...{ type: 'MaterialAttached', ...at, subject: 'p1', material: 'deeds', text: 'sealed', characters: 6 },
  ...{ sha256: 'x', over: false },
};
type Any =
  CandidacyEvent | { type: 'NominationWithdrawn'; round: string; award: string; nomination: string; reason: string };
const withdrawn: Any = { type: 'NominationWithdrawn', round: 'r2026', award: 'medal', nomination: 'n1', reason: 'x' };

/** The row after events at positions 1, 2, 3 … */
function rowOf(...events: readonly Any[]): CandidacyRow | undefined {
  return events.reduce<CandidacyRow | undefined>((row, event, n) => {
    const recorded = { event, position: n + 1, validAt: n, recordedAt: n } as Recorded<Any>;
    return candidacies.fold(row, recorded, candidacyKey('r2026', 'n1'));
  }, undefined);
}
const placesOf = (...events: readonly Any[]) => {
  const row = rowOf(...events);
  const places = row === undefined ? [] : candidacies.places(row, '', () => undefined);
  return Object.fromEntries(places.map(({ set, sort }) => [set, sort]));
};
const plant = candidaciesSet('r2026', 'u7');
const city = candidaciesSet('r2026', 'c1');

describe('nominations on their way up', () => {
  it('stand first with whose turn it is, the longest waiting before the others', () => {
    expect(placesOf(filed)).toMatchObject({ [plant]: `0/000/preparing/${'1'.padStart(16, '0')}` });
    const there = placesOf(filed, sent);
    expect([there[plant]?.[0], there[city]?.[0]]).toEqual(['1', '0']);
    // A paper changes nothing about how long it has been waiting.
    expect(placesOf(filed, material)).toEqual(placesOf(filed));
  });

  it('wait for nobody once they are through, vetoed or withdrawn', () => {
    expect(waitsFor(rowOf(filed, sent)!)).toBe('c1');
    expect(waitsFor(rowOf(filed, sent, accepted)!)).toBeUndefined();
    expect(waitsFor(rowOf(filed, { type: 'Vetoed', ...at, department: 'tax' })!)).toBeUndefined();
    expect(waitsFor(rowOf(filed, withdrawn)!)).toBeUndefined();
  });

  it('are rows of their own: a nomination that nobody filed has none', () => {
    const recorded = { event: proposed('n1'), position: 1, validAt: 0, recordedAt: 0 } as never;
    expect(candidacies.keys(recorded)).toEqual([]);
    expect(rowOf(withdrawn)).toBeUndefined();
  });
});
