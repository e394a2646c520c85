import { specFor } from '@xf/es/testing';
import type { ErasureCommand } from './command';
import { erasure, type ErasureState } from './decide';
import type { ErasureEvent } from './events';

const given = specFor(erasure, { given: undefined });
const erase: ErasureCommand = { type: 'ErasePerson', subject: 'p1', reason: '本人申请' };
const erased: ErasureEvent = { type: 'PersonErased', subject: 'p1', reason: '本人申请' };

describe('erasure', () => {
  it('domain-rules 123: says who is erased, and why', () => {
    given().when(erase).then(erased);
  });

  it('erases a person once, whatever the second reason', () => {
    given(erased).when(erase).then();
    given(erased)
      .when({ ...erase, reason: '到期清理' })
      .then();
  });

  it('erases others after one was', () => {
    given(erased)
      .when({ ...erase, subject: 'p2' })
      .then({ ...erased, subject: 'p2' });
  });

  it.each(['', ' \n'])('refuses to erase without a reason: %j', (reason) => {
    given()
      .when({ ...erase, reason })
      .thenRejected({ code: 'reason-required' });
  });

  it('refuses to erase nobody', () => {
    given()
      .when({ ...erase, subject: '' })
      .thenRejected({ code: 'subject-required' });
  });

  it('does not let one state be changed by what follows from another', () => {
    const after = (state: ErasureState, subject: string): ErasureState =>
      erasure.evolve(state, { ...erased, subject }, 0);
    const knows = (state: ErasureState, subject: string): boolean => {
      const decision = erasure.decide({ ...erase, subject }, state, { now: 0, actor: 'a', given: undefined });
      return 'events' in decision && decision.events.length === 0;
    };
    const one = after(erasure.initial, 'p1');
    const two = after(one, 'p2');
    const other = after(one, 'p3');
    const twice = after(two, 'p1');
    const names = ['p1', 'p2', 'p3'];
    const seen = [erasure.initial, one, two, other, twice, after(erasure.initial, 'p3')].map((state) =>
      names.filter((name) => knows(state, name)).join(' '),
    );
    expect(erasure.initial.order.size).toBe(0);
    expect(seen).toEqual(['', 'p1', 'p1 p2', 'p1 p3', 'p1 p2', 'p3']);
  });
});
