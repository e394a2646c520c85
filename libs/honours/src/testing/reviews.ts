import type { OrganizationState } from '@xf/access';
import type { ReviewGiven } from '../ballot/decide.open';
import type { CommitteeEvent } from '../committee/events';
import type { CommitteeDocument } from '../committee/rules';
import { committeeFold } from '../committee/rules.standing';
import type { NominationState } from '../nomination/rules';
import { roundFold } from '../round/rules';
import { committeeRules, seats } from './committees';
import { openRound, recommended, roundRules } from './examples';

export const round = 'r2026';
const { type: _type, ...content } = openRound();
export const nominee = (subject: string, over: object = {}): NominationState => ({
  status: 'open',
  proposed: { award: 'medal', receiver: 'person', subject, unit: '第一机械厂', basis: recommended, ...over },
});
export const ids = Array.from({ length: 12 }, (_, n) => `n${n + 1}`);
const place = (organization: string, ...above: readonly string[]): readonly [string, OrganizationState] => [
  organization,
  { status: 'registered', name: organization, level: 'unit', path: [...above, organization] },
];

type Setting = {
  readonly document?: CommitteeDocument;
  readonly members?: number;
  readonly said?: readonly CommitteeEvent[];
};
const committeeOf = (members: number, said: readonly CommitteeEvent[]) =>
  [{ type: 'CommitteeNamed', round, members: seats(members), by: 'desk' } as const, ...said].reduce(
    (state, event) => committeeFold.evolve(state, event, 0),
    committeeFold.initial,
  );
export const givenFor = ({ document = committeeRules, members = 15, said = [] }: Setting = {}): ReviewGiven => ({
  round: roundFold.evolve(
    roundFold.initial,
    {
      type: 'RoundOpened',
      ...content,
      awards: [],
      rules: { hash: 'h', document: { ...roundRules, committee: document } },
    },
    0,
  ),
  committee: committeeOf(members, said),
  nominations: new Map<string, NominationState>([
    ...ids.map((id) => [id, nominee(`p_${id}`)] as const),
    ['other', nominee('p_other', { award: 'certificate' })],
    ['gone', { ...nominee('p_gone'), status: 'withdrawn' } as NominationState],
  ]),
  filedBy: new Map(),
  organizations: new Map([
    place('d1', 'c1'),
    place('u7', 'c1', 'd1'),
    ...seats(15).map((one) => place(one.organization, 'c1', 'd1')),
  ]),
});
