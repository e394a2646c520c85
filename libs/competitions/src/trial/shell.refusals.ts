import { refusal, type Refusals } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { TrialRejection } from './command';

/** How refusals of trials are told; every fault of a draft at once, by its place in the request. */
export const trialRefusals: Refusals<TrialRejection> = {
  'competition-unknown': competitionRefusals['competition-unknown'],
  'competition-not-open': competitionRefusals['competition-not-open'],
  'contest-unknown': competitionRefusals['contest-unknown'],
  'contest-ended': competitionRefusals['contest-ended'],
  'draft-refused': refusal(422, '拟用的评分规则有误', 'The draft rule document has errors', {
    errors: ({ problems }) =>
      problems.map(({ pointer, code, zh, en }) => ({ pointer: `/document${pointer}`, code, zh, en })),
  }),
};
