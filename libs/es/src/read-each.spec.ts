import { readEach } from './read-each';

describe('reads side by side', () => {
  it('answers in the order asked, however late each comes, with many on their way and never all', async () => {
    let [running, most] = [0, 0];
    const found = await readEach(
      Array.from({ length: 150 }, (_, n) => n),
      async (n) => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < 10 - (n % 10); turn++) await Promise.resolve();
        running -= 1;
        return n * 2;
      },
    );
    expect(found).toEqual(Array.from({ length: 150 }, (_, n) => n * 2));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(150);
    expect(await readEach([], () => Promise.reject(new Error('nobody asked')))).toEqual([]);
  });

  it('throws what the first of them throws, and begins no more', async () => {
    const begun: number[] = [];
    const reading = readEach(
      Array.from({ length: 150 }, (_, n) => n),
      (n) => {
        begun.push(n);
        return n === 3 ? Promise.reject(new Error('outage')) : Promise.resolve(n);
      },
    );
    await expect(reading).rejects.toThrow('outage');
    expect(begun.length).toBeLessThan(150);
  });
});
