import { COMBINES } from './combine.kinds';
import { signsOf } from './monotone.signs';
import { STEPS } from './step.kinds';
import { COMBINES_BY_HAND } from './testing/combine.kinds';
import { documentOf, entryOf, measured, refusals, rulesOf } from './testing/samples';
import { STEPS_BY_HAND } from './testing/step.kinds';

const whole = { digits: 0, mode: 'half-up' };
const range = { min: '0', max: '100' };

describe('the kinds of combinations and steps', () => {
  it.each(Object.entries(COMBINES_BY_HAND))('%s does what it says', (by, { shows, ofNone }) => {
    const marks = shows.marks.split(' ');
    const pool = (slots: object, kind = 'judged') => ({ kind, range, slots, combine: { by, ...shows.with } });
    const value = { id: 'a', marks: pool({ min: marks.length, max: marks.length }) };
    const total = { id: 'total', sum: [{ value: 'a' }], round: whole };
    const rules = rulesOf(documentOf([value, total]));
    expect(rules.score(entryOf('A', { a: marks })).values['a']).toBe(shows.gives);
    const { values } = rules.explain(entryOf('A', { a: marks }));
    const { text } = COMBINES[by as 'mean'].plan(shows.with);
    expect(values[0]?.lines[0]).toMatchObject({ zh: text.zh, en: text.en, after: shows.gives });
    const empty = documentOf([{ id: 'a', marks: pool({ min: 0, max: marks.length }) }, total]);
    if (refusals(empty).length === 0)
      expect(rulesOf(empty).score(entryOf('A', {})).values['a']).toBe(ofNone === 'zero' ? '0' : undefined);
  });

  it.each(Object.entries(STEPS_BY_HAND))('%s does what it says', (verb, { sevenAndThree }) => {
    const by = (operand: unknown) => [{ [verb]: operand }];
    const values = [
      measured('x', { steps: by('3') }),
      measured('y'),
      measured('z', { steps: by({ value: 'y' }) }),
      { id: 'total', sum: [{ value: 'x' }, { value: 'z' }], round: whole },
    ];
    const rules = rulesOf(documentOf(values));
    const scored = rules.score(entryOf('A', { x: '7', y: '3', z: '7' }));
    expect([scored.values['x'], scored.values['z']]).toEqual([sevenAndThree, sevenAndThree]);
    const { zh, en } = STEPS[verb as keyof typeof STEPS];
    const lines = rules.explain(entryOf('A', { x: '7', y: '3', z: '7' })).values[0]?.lines;
    expect(lines?.[1]).toMatchObject({ zh: `${zh} 3`, en: `${en} 3`, before: '7' });
    // Whatever way it says its result moves, it does; `undefined` says nothing.
    const says = signsOf(rules.document.values, 'z').get('z');
    const at = (z: string) => Number(rules.score(entryOf('A', { x: '0', y: '3', z })).values['z']);
    const steps = ['1', '2', '3', '4', '8'].map(at);
    if (says !== undefined)
      for (const [i, now] of steps.entries())
        if (i > 0) expect((now - (steps[i - 1] as number)) * says).toBeGreaterThanOrEqual(0);
  });
});
