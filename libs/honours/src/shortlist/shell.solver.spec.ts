import { join } from 'node:path';
import { shortlist, type Candidate } from '@xf/shortlist';
import { shortlistRules } from '../testing/examples';
import { SolverThread } from './shell.solver';

/** A thread loads what was built; the sources of this test would be solved in place. */
const built = join(__dirname, '../../../../dist/libs/honours/src/shortlist/shell.solver.js');
const candidates = (count: number): readonly Candidate[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ id: `n${n}`, merit: String(60 + ((n * 37) % 40)), list: n % 9 === 0 ? 'single' : 'ordinary' },
    categories: n % 3 === 0 ? ['frontline'] : n % 7 === 0 ? ['head'] : [],
  }));

describe('the thread that works out lists', () => {
  const thread = new SolverThread(built);
  afterAll(() => thread.close());

  it('answers what the solver answers, each question its own', async () => {
    const asked = [30, 60, 4].map((count) => [shortlistRules, candidates(count), 4] as const);
    const told = await Promise.all(asked.map((one) => thread.solve(...one)));
    const alone = await Promise.all(asked.map((one) => shortlist(...one)));
    expect(told).toEqual(alone);
    expect(told[0]).toMatchObject({ kind: 'list' });
    expect(await thread.solve(shortlistRules, candidates(3), -1)).toMatchObject({
      ...{ kind: 'refused', problems: [{ code: 'seats-invalid' }] },
    });
    expect(await new SolverThread().solve(...asked[0]!)).toEqual(alone[0]);
  });

  it('lets others go on meanwhile', async () => {
    /** Turns that others have until it is solved. */
    const turnsBeside = async (one: SolverThread): Promise<number> => {
      // Loaded before: loading alone lets others go on too.
      await one.solve(shortlistRules, candidates(4), 4);
      const solving = { done: false };
      const solved = one.solve(shortlistRules, candidates(400), 40).then(() => (solving.done = true));
      let turns = 0;
      while (!solving.done && turns < 10) {
        turns += 1;
        await new Promise(setImmediate);
      }
      await solved;
      return turns;
    };
    // Solved in place it holds up everybody but for the turns it leaves between its steps.
    expect(await turnsBeside(thread)).toBeGreaterThan(2 * (await turnsBeside(new SolverThread())));
  });

  it('carries an error over, and answers the next', async () => {
    const broken = thread.solve(undefined as never, [], 1);
    const next = thread.solve(shortlistRules, candidates(9), 4);
    await expect(broken).rejects.toThrow("reading 'lists'");
    expect(await next).toMatchObject({ kind: 'list' });
  });

  it('rejects who waits when it is closed', async () => {
    const ending = new SolverThread(built);
    const waiting = ending.solve(shortlistRules, candidates(400), 40);
    await new Promise(setImmediate);
    await Promise.all([expect(waiting).rejects.toThrow('was ended'), ending.close()]);
  });
});
