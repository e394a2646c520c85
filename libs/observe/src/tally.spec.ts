import { Histogram, Registry } from 'prom-client';
import { tallies } from './tally';

it('tells what a histogram of prom-client tells, at the bounds too', async () => {
  const described = { name: 'waits', help: 'How long', buckets: [1, 2.5, 10] };
  const [own, theirs] = [new Registry(), new Registry()];
  const ours = tallies(own, described);
  const histogram = new Histogram({ ...described, labelNames: ['route'], registers: [theirs] });
  for (const [route, values] of [
    ['/a', [0, 1, 1.5, 2.5, 2.6, 10, 11]],
    ['/b', [100]],
  ] as const) {
    for (const value of values) {
      ours.at(route, () => ({ route })).observe(value);
      histogram.observe({ route }, value);
    }
  }
  const sorted = async (registry: Registry) => (await registry.metrics()).split('\n').sort();
  expect(await sorted(own)).toEqual(await sorted(theirs));
});
