import { specFor } from '@xf/es/testing';
import type { Grant } from '@xf/access';
import { roundFold } from '../round/rules';
import { committeeRules, seats } from '../testing/committees';
import { openRound, recommended, roundRules } from '../testing/examples';
import type { RoundDocument } from '../document/rules';
import { committee, type CommitteeGiven } from './decide';
import type { CommitteeEvent } from './events';

const round = 'r2026';
const { type: _type, ...content } = openRound();
const opened = (document: RoundDocument = { ...roundRules, committee: committeeRules }) =>
  roundFold.evolve(
    roundFold.initial,
    { type: 'RoundOpened', ...content, awards: [], rules: { hash: 'h', document } },
    0,
  );
const grants = new Map<string, readonly Grant[]>(
  seats(40).map(({ account }) => [account, [{ role: 'committee', organization: 'd1' }]]),
);
const given: CommitteeGiven = {
  round: opened(),
  grants,
  path: ['c1', 'd1'],
  nomination: { status: 'open', proposed: { award: 'medal', receiver: 'person', subject: 'p1', basis: recommended } },
};
const spec = specFor(committee, { given, actor: 'desk' });
const naming = (count: number) => ({ type: 'NameCommittee', round, members: seats(count) }) as const;
const named = (count = 10): CommitteeEvent => ({ type: 'CommitteeNamed', round, members: seats(count), by: 'desk' });

describe('naming a committee', () => {
  it('domain-rules 48: 10 members are accepted, 9 are a multiple of 3', () => {
    spec().when(naming(10)).then(named());
    const size = { code: 'committee-size', min: 7, max: 35, notMultipleOf: 3 } as const;
    spec()
      .when(naming(9))
      .thenRejected({ ...size, size: 9 });
    spec().when(naming(7)).then(named(7));
    spec()
      .when(naming(5))
      .thenRejected({ ...size, size: 5 });
    spec().when(naming(35)).then(named(35));
    spec()
      .when(naming(37))
      .thenRejected({ ...size, size: 37 });
  });

  it('tells where the size is from', () => {
    const size = { ...committeeRules.size, cites: [{ document: '市工字〔2026〕1号', clause: '第四条' }] };
    spec()
      .when(naming(9), {
        given: { ...given, round: opened({ ...roundRules, committee: { ...committeeRules, size } }) },
      })
      .thenRejected({ code: 'committee-size', size: 9, ...size });
  });

  it('refuses a second one, and a round without rules for it', () => {
    spec(named()).when(naming(10)).thenRejected({ code: 'committee-named' });
    spec()
      .when(naming(10), { given: { ...given, round: opened(roundRules) } })
      .thenRejected({ code: 'committee-rules-missing' });
    spec()
      .when(naming(10), { given: { ...given, round: roundFold.initial } })
      .thenRejected({ code: 'round-unknown' });
  });

  it('names all who are listed twice, and all who cannot get in', () => {
    const [first] = seats(1);
    const twice = { ...naming(10), members: [...seats(10), first!] };
    spec()
      .when(twice)
      .thenRejected({ code: 'member-repeated', accounts: ['m1'] });
    const fewer = new Map(grants).set('m2', [{ role: 'judge', organization: 'd1' }]);
    fewer.set('m3', [{ role: 'committee', organization: 'd2' }]);
    fewer.delete('m4');
    spec()
      .when(naming(10), { given: { ...given, grants: fewer } })
      .thenRejected({ code: 'member-without-role', accounts: ['m2', 'm3', 'm4'] });
  });
});

describe('a committee', () => {
  const [, , , , , , , , , , eleventh] = seats(11);
  const replacing = (out: string) =>
    ({ type: 'ReplaceMember', round, out, in: eleventh!, reason: '工作调动' }) as const;

  it('replaces a member by somebody who does not sit yet', () => {
    spec(named())
      .when(replacing('m3'))
      .then({ type: 'MemberReplaced', round, out: 'm3', in: eleventh!, reason: '工作调动', by: 'desk' });
    spec(named())
      .when(replacing('m12'))
      .thenRejected({ code: 'member-unknown', accounts: ['m12'] });
    spec().when(replacing('m3')).thenRejected({ code: 'committee-missing' });
    spec(named(11))
      .when(replacing('m3'))
      .thenRejected({ code: 'member-repeated', accounts: ['m11'] });
  });

  it('takes what members say of themselves, once, and from nobody else', () => {
    const kin = { type: 'DeclareKin', round, nomination: 'n1', relation: '表弟' } as const;
    const declared = { type: 'KinDeclared', round, member: 'm1', nomination: 'n1', relation: '表弟' } as const;
    const back = { type: 'DeclareRecusal', round, nomination: 'n1' } as const;
    spec(named()).when(kin, { actor: 'm1' }).then(declared);
    spec(named(), declared).when(kin, { actor: 'm1' }).then();
    spec(named())
      .when(kin, { actor: 'desk' })
      .thenRejected({ code: 'member-unknown', accounts: ['desk'] });
    spec(named()).when(back, { actor: 'm2' }).then({ type: 'RecusalDeclared', round, member: 'm2', nomination: 'n1' });
    spec(named())
      .when(back, { actor: 'm2', given: { ...given, nomination: { status: 'unknown' } } })
      .thenRejected({ code: 'nomination-unknown', nomination: 'n1' });
  });
});
