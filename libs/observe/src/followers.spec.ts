import { fixedClock, memoryEventStore } from '@xf/adapters';
import { noStream, type Following } from '@xf/es';
import { Registry } from 'prom-client';
import { followerGauges } from './followers';

it('tell how many events a follower lacks however many they are and how old the oldest is, or nothing where nobody knows', async () => {
  const clock = fixedClock(1_000_000);
  const store = memoryEventStore(clock);
  const event = { type: 'Counted', version: 1, data: {} };
  for (let n = 0; n < 3; n++) {
    const events = Array.from({ length: 1_000 }, () => event);
    const meta = { command: `c${n}`, fingerprint: '', actor: 'a', correlation: '', validAt: clock.now() };
    const append = { stream: `counted-${n}`, expected: noStream };
    await store.append([{ ...append, events: events.map((one) => ({ ...one, ...meta })) }]);
    clock.advance(60_000);
  }
  const registry = new Registry();
  const status = async () => [
    { name: 'standings', kind: 'view' as const, position: 400, head: await store.head() },
    { name: 'directory', kind: 'view' as const, position: 2_999, head: await store.head() },
    { name: 'boards', kind: 'view' as const, position: undefined, head: await store.head(), outage: 'away' },
  ];
  const following = { status } as unknown as Following;
  await followerGauges(registry, { engine: { store, clock }, following })();
  const text = await registry.metrics();
  expect(text).not.toMatch(/lag_\w+\{follower="boards"/);
  expect(text).toContain('xf_follower_outage{follower="boards",kind="view"} 1');
  expect(text).toContain('xf_follower_lag_events{follower="standings",kind="view"} 2600');
  expect(text).toContain('xf_follower_lag_seconds{follower="standings",kind="view"} 180');
  expect(text).toContain('xf_follower_lag_events{follower="directory",kind="view"} 1');
  expect(text).toContain('xf_follower_lag_seconds{follower="directory",kind="view"} 60');
});
