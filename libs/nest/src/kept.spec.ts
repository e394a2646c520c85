import { KeptAnswers, type Kept } from './kept';

const answer = (bytes: number, basis = 'b'): Kept<string> => ({
  rendered: { bytes: Buffer.alloc(bytes), etag: '"1"' },
  link: undefined,
  basis,
});
const always = (): boolean => true;

describe('kept answers', () => {
  it('are found at their address while what they stand on holds, and forgotten when it does not', () => {
    const kept = new KeptAnswers<string>(10_000);
    kept.keep('/a', answer(10, 'first'));
    expect(kept.find('/b', always)).toBeUndefined();
    expect(kept.find('/a', (basis) => basis === 'first')).toMatchObject({ basis: 'first' });
    expect(kept.find('/a', (basis) => basis === 'second')).toBeUndefined();
    expect(kept.find('/a', always)).toBeUndefined();
  });

  it('take so many bytes and no more, addresses and all, and the oldest go first', () => {
    const kept = new KeptAnswers<string>(100_000);
    for (let n = 0; n < 200; n++) kept.keep(`/boards?limit=${n}`, answer(3_000));
    const found = Array.from({ length: 200 }, (_, n) => n).filter((n) => kept.find(`/boards?limit=${n}`, always));
    expect(found).toEqual([...Array(28).keys()].map((n) => n + 172));
    kept.keep(`/${'x'.repeat(50_000)}`, answer(1));
    expect(found.filter((n) => kept.find(`/boards?limit=${n}`, always))).toEqual([]);
  });

  it('count an address once, however often it is put together again', () => {
    const kept = new KeptAnswers<string>(10_000);
    kept.keep('/other', answer(3_000));
    for (let n = 0; n < 50; n++) kept.keep('/a', answer(5_000, String(n)));
    expect(kept.find('/other', always)).toBeDefined();
    expect(kept.find('/a', always)).toMatchObject({ basis: '49' });
    for (let n = 0; n < 50; n++) {
      kept.keep('/a', answer(5_000));
      expect(kept.find('/a', () => false)).toBeUndefined();
    }
    kept.keep('/a', answer(5_000));
    expect(kept.find('/other', always)).toBeDefined();
  });

  it('are not kept at all when one is more than may be held', () => {
    const kept = new KeptAnswers<string>(10_000);
    kept.keep('/a', answer(10_000));
    expect(kept.find('/a', always)).toBeUndefined();
  });
});
