import { Outage } from '@xf/es';
import { sharedDeploymentOf } from './deployment';

const env = { EVENTSTORE_URL: 'esdb://log', REDIS_URL: 'redis://boards', KEYS_REDIS_URL: 'redis://keys' };
const logOf = (EVENTSTORE_LOG: string) => sharedDeploymentOf({ ...env, EVENTSTORE_LOG })?.log;

it('takes a log name that the log itself takes, and refuses the others in words', () => {
  expect([logOf('a'), logOf('province2026')]).toEqual(['a', 'province2026']);
  for (const name of ['', '2026', 'A', 'a-b', 'a'.repeat(41)]) {
    expect(() => logOf(name)).toThrow(Outage);
    expect(() => logOf(name)).toThrow(/^EVENTSTORE_LOG 应为.*letter first/s);
  }
});
