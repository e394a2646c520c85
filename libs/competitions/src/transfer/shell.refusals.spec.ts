import { manyRefused, notMoved } from './shell.refusals';

const frozen = { rejection: { code: 'scores-frozen' } };

describe('what is told of a batch that was refused', () => {
  it('names every entry by its number', () => {
    const told = manyRefused(
      [
        { index: 1, ...frozen },
        { index: 2, ...frozen },
      ],
      [undefined, 'A1', 'A2'],
      notMoved,
    );
    expect(told.code).toBe('scores-frozen');
    expect(told.options.errors?.map(({ entry, zh }) => [entry, zh])).toEqual([
      ['A1', 'A1：成绩已冻结，只能更正'],
      ['A2', 'A2：成绩已冻结，只能更正'],
    ]);
    expect(told.options.detail?.zh).toMatch(/^2 个参赛项不能移入/);
  });

  it('domain-rules 51: is the refusal of the whole alone where that is refused', () => {
    const whole = { index: 0, rejection: { code: 'merge-target-unfit', into: 'final' } };
    const told = manyRefused([whole, { index: 1, ...frozen }], [undefined, 'A1'], notMoved);
    expect(told.options.errors).toHaveLength(1);
    expect(told.options.errors?.[0]).toMatchObject({ pointer: '/into', code: 'merge-target-unfit' });
  });
});
