import { refusal, type Refusals } from '@xf/nest';
import { honoursRefusals, type HonoursRejection } from '../shell';
import type { ShortlistRejection } from './command';

/** How refusals of merits and proposals are told. */
export const shortlistRefusals: Refusals<ShortlistRejection | HonoursRejection> = {
  ...honoursRefusals,
  'merits-refused': refusal(422, '成绩或类别有误，未记录任何一条', 'Some statements are wrong; none was recorded', {
    errors: ({ problems }) => problems,
  }),
};
