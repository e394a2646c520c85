import { Outage } from '@xf/es';

/**
 * Why a run failed, for operators. Messages of outages are made for people and hold no personal data; those of other
 * errors may quote anything, so only the kind and the place in the program are kept.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof Outage) return error.message;
  if (!(error instanceof Error)) return 'something that is not an Error was thrown';
  const place = /[^\s(/\\]+:\d+:\d+/.exec(error.stack?.slice(error.stack.indexOf('\n    at ')) ?? '');
  return place === null ? error.name : `${error.name} at ${place[0]}`;
}
