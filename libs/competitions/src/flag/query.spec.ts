import fc from 'fast-check';
import { flagStory } from './query';

const mostWins = { keepsFor: 'most-wins' } as const;
const wonBy = (...winners: readonly string[]) => winners.map((winner) => ({ winners: Array.from(winner) }));

describe('a travelling flag', () => {
  it('domain-rules 97: of ten weeks won 4, 3 and 3 times the team with four keeps the flag', () => {
    const story = flagStory(mostWins, wonBy('A', 'B', 'A', 'C', 'B', 'A', 'C', 'B', 'C', 'A'));
    expect(story).toMatchObject({ complete: true, keeper: 'A', leading: ['A'] });
    expect(story.wins).toEqual([
      { subject: 'A', wins: 4 },
      { subject: 'B', wins: 3 },
      { subject: 'C', wins: 3 },
    ]);
    expect(story.holders).toEqual(Array.from('ABACBACBCA', (one) => [one]));
  });

  it('domain-rules 97: two who won equally often lead together, and nobody keeps it', () => {
    const story = flagStory(mostWins, wonBy('A', 'B', 'B', 'A'));
    expect(story).toMatchObject({ complete: true, leading: ['A', 'B'] });
    expect(story).not.toHaveProperty('keeper');
  });

  it('domain-rules 97: who shares the first place holds it together, and the win counts for both', () => {
    const story = flagStory(mostWins, wonBy('AB', 'B'));
    expect(story).toMatchObject({ holders: [['A', 'B'], ['B']], keeper: 'B' });
  });

  it('domain-rules 97: nobody keeps it while a period is not published, or where it stays for a period only', () => {
    const open = flagStory(mostWins, [...wonBy('A'), {}]);
    expect(open).toMatchObject({ complete: false, holders: [['A'], undefined], leading: ['A'] });
    expect(open).not.toHaveProperty('keeper');
    const period = flagStory({ keepsFor: 'period' }, wonBy('A', 'A', 'B'));
    expect(period).toMatchObject({ complete: true, leading: ['B'] });
    expect(period).not.toHaveProperty('keeper');
    expect(flagStory(mostWins, [])).toMatchObject({ complete: false, leading: [] });
  });

  it('domain-rules 51, 97: a period that was cancelled is over, and the flag is kept without it', () => {
    const story = flagStory(mostWins, [...wonBy('A', 'A'), { ended: true }]);
    expect(story).toMatchObject({ complete: true, keeper: 'A', holders: [['A'], ['A'], undefined] });
    expect(flagStory(mostWins, [{ ended: true }])).toMatchObject({ complete: false, leading: [] });
  });

  it('domain-rules 97: keeps no flag that somebody else won as often, whatever the periods', () => {
    const period = fc.subarray(['A', 'B', 'C'], { minLength: 0 }).map((winners) => ({ winners }));
    fc.assert(
      fc.property(fc.array(period, { minLength: 1, maxLength: 12 }), (periods) => {
        const { keeper, wins } = flagStory(mostWins, periods);
        const slow = (who: string) => periods.filter(({ winners }) => winners.includes(who)).length;
        for (const one of wins) expect(one.wins).toBe(slow(one.subject));
        const best = Math.max(...['A', 'B', 'C'].map(slow));
        const alone = ['A', 'B', 'C'].filter((who) => slow(who) === best);
        expect(keeper).toBe(best > 0 && alone.length === 1 ? alone[0] : undefined);
      }),
    );
  });
});
