import type { ReadState } from '@xf/es';
import { specFor } from '@xf/es/testing';
import { hashAwardDocument } from '../award/rules';
import type { NominationState } from '../nomination/rules';
import type { RoundDocument } from '../document/rules';
import type { RoundEvent } from '../round/events';
import { roundFold } from '../round/rules';
import { openedUnder, roundAfter } from '../testing/held';
import { basis as contestBasis, medal, openRound, quotaRules, recommended, roundRules } from '../testing/examples';
import type { QuotaCommand } from './command';
import { quota, type QuotaGiven } from './decide';
import type { QuotaEvent } from './events';
import { hashQuota, type QuotaFormula } from './rules';
import type { QuotaInputs } from './rules.allocate';

const on = { round: 'r2026', award: 'medal' } as const;
const formula = quotaRules;
const inputs: QuotaInputs = {
  seats: [{ pot: 'main', seats: 4 }],
  units: [
    { unit: 'q', figures: [{ figure: 'employees', value: '300' }] },
    { unit: 'r', figures: [{ figure: 'employees', value: '100' }] },
  ],
  outside: [],
};
const rows = [
  { unit: 'q', pot: 'main', seats: 3, claim: '3', level: false },
  { unit: 'r', pot: 'main', seats: 1, claim: '1', level: false },
];
const allocated = (by: QuotaFormula = formula, version = 1): QuotaEvent => ({
  ...{ type: 'QuotaAllocated', ...on, version, hash: hashQuota(by), formula: by, inputs },
  ...{ inputsHash: hashQuota(inputs), rows, by: 'tester' },
});
const nominee = (status: 'open' | 'withdrawn' = 'open', award = 'medal', by = 'u7'): NominationState => ({
  status,
  proposed: { award, receiver: 'person', subject: 'p', basis: { ...recommended, by } },
});
const { type: _type, ...content } = openRound();
const world = (...gone: readonly string[]): QuotaGiven => ({
  round: roundFold.evolve(
    roundFold.initial,
    {
      type: 'RoundOpened',
      ...content,
      awards: [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }],
    },
    0,
  ),
  nominations: new Map([
    ...['a', 'b', 'c', 'd'].map((id) => [id, nominee(gone.includes(id) ? 'withdrawn' : 'open')] as const),
    ...['e', 'f'].map((id) => [id, nominee(gone.includes(id) ? 'withdrawn' : 'open', 'medal', 'u8')] as const),
    ['other', nominee('open', 'certificate')],
    ['own', nominee('open', 'medal', 'q')],
    ['above', nominee('open', 'medal', 'd1')],
    ['nowhere', nominee('open', 'medal', 'd1')],
    ...['winner', 'won-there'].map((id): [string, NominationState] => [
      id,
      { status: 'open', proposed: { award: 'medal', receiver: 'person', subject: 'p', basis: contestBasis() } },
    ]),
  ]),
  paths: new Map([
    ['u7', ['d1', 'q', 'u7']],
    ['u8', ['d1', 'r', 'u8']],
    ['q', ['d1', 'q']],
    ['d1', ['d1']],
  ]),
  homes: new Map([
    ['above', 'q'],
    ['won-there', 'u8'],
  ]),
});
const spec = specFor(quota, { given: world() });
const allot: QuotaCommand = { type: 'AllocateQuota', ...on, formula, inputs };
const rank = (unit: string, formal: string, substitutes = ''): QuotaCommand => ({
  ...{ type: 'RankCandidates', ...on, unit, formal: formal.split(' ') },
  substitutes: substitutes === '' ? [] : substitutes.split(' ').map((nomination) => ({ nomination })),
});
const ranked = (unit: string, formal: string, substitutes = ''): QuotaEvent => ({
  ...{ type: 'CandidatesRanked', ...on, unit, formal: formal.split(' ').map((nomination) => ({ nomination })) },
  substitutes: substitutes === '' ? [] : substitutes.split(' ').map((nomination) => ({ nomination })),
  by: 'tester',
});
const promote = (out: string, unit = 'q'): QuotaCommand => ({ type: 'PromoteSubstitute', ...on, unit, out });
const promoted = (out: string, taker: string, from = 'q'): QuotaEvent => ({
  ...{ type: 'SubstitutePromoted', ...on, unit: 'q', out, in: taker, from, by: 'tester' },
});

describe('allocating', () => {
  it('domain-rules 26: records the seats with everything they were worked out from', () => {
    spec().when(allot).then(allocated());
    spec(allocated()).when(allot).then();
    const other = { ...formula, version: 2 };
    spec(allocated())
      .when({ ...allot, formula: other })
      .then(allocated(other, 2));
  });

  it('goes by the formula of the round document where it has one, and takes no other then', () => {
    const rules = { hash: 'h', document: { ...roundRules, quotas: [{ award: 'medal', formula }] } };
    const awards = [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }];
    const held = roundFold.evolve(roundFold.initial, { type: 'RoundOpened', ...content, awards, rules }, 0);
    const under = { given: { ...world(), round: held } };
    const bare = { type: 'AllocateQuota', ...on, inputs } as const;
    spec().when(bare, under).then(allocated());
    spec().when(allot, under).thenRejected({ code: 'quota-formula-of-round' });
    spec().when(bare).thenRejected({ code: 'quota-formula-missing' });
  });

  it('stays as it is once the award is decided, and so do the ranks', () => {
    const said = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28', count: 1, shortlist: 1 };
    const round = roundFold.evolve(world().round, { type: 'HonoursDecided', ...on, ...said }, 0);
    for (const command of [allot, rank('q', 'b'), promote('a')]) {
      spec(allocated(), ranked('q', 'a'))
        .when(command, { given: { ...world('a'), round } })
        .thenRejected({ code: 'honours-decided', decision: '黄工字〔2026〕5号' });
    }
  });

  it('is refused for an award the round does not have, and inputs that lack something', () => {
    spec()
      .when({ ...allot, award: 'x' })
      .thenRejected({ code: 'award-not-in-round', award: 'x' });
    spec()
      .when({ ...allot, inputs: { ...inputs, seats: [] } })
      .thenRejected({ code: 'quota-seats-missing', pot: 'main' });
  });

  it('domain-rules 16: leaves no unit with more candidates than seats', () => {
    const fewer = { ...inputs, seats: [{ pot: 'main', seats: 3 }] };
    spec(allocated(), ranked('q', 'a b c'))
      .when({ ...allot, inputs: fewer })
      .thenRejected({ code: 'quota-exceeded', unit: 'q', seats: 2, listed: 3 });
  });
});

describe('ranking candidates', () => {
  it('domain-rules 16: a quota is a ceiling: fewer will do, more will not', () => {
    spec(allocated()).when(rank('q', 'a b c')).then(ranked('q', 'a b c'));
    spec(allocated()).when(rank('q', 'a')).then(ranked('q', 'a'));
    spec(allocated())
      .when(rank('q', 'a b c d'))
      .thenRejected({ code: 'quota-exceeded', unit: 'q', seats: 3, listed: 4 });
  });

  it('domain-rules 23: three and one substitute, no second one', () => {
    spec(allocated())
      .when(rank('q', 'a b c', 'd'))
      .then(ranked('q', 'a b c', 'd'));
    spec(allocated())
      .when(rank('q', 'a b c', 'd e'))
      .thenRejected({ code: 'substitutes-exceeded', most: 1, listed: 2 });
  });

  it('tells where the clause is from that sets the limit', () => {
    const cites = [{ document: '市工字〔2026〕1号', clause: '第四条' }];
    const cited = allocated({ ...formula, clauseCites: { substitutes: cites, crossUnit: cites } });
    spec(cited)
      .when(rank('q', 'a b c', 'd e'))
      .thenRejected({ code: 'substitutes-exceeded', most: 1, listed: 2, cites });
    spec(cited, ranked('q', 'a b c'))
      .when(promote('a'), { given: world('a') })
      .thenRejected({ code: 'substitute-missing', unit: 'q', cites });
  });

  it('is for units of the quota and nominations of the award, each ranked once', () => {
    spec().when(rank('q', 'a')).thenRejected({ code: 'quota-missing' });
    spec(allocated()).when(rank('z', 'a')).thenRejected({ code: 'quota-unit-unknown', unit: 'z' });
    spec(allocated())
      .when(rank('q', 'a', 'a'))
      .thenRejected({ code: 'nomination-repeated', nomination: 'a' });
    spec(allocated()).when(rank('q', 'other')).thenRejected({ code: 'nomination-unknown', nomination: 'other' });
    spec(allocated()).when(rank('q', 'zz')).thenRejected({ code: 'nomination-unknown', nomination: 'zz' });
    spec(allocated())
      .when(rank('q', 'a'), { given: world('a') })
      .thenRejected({ code: 'nomination-not-open', nomination: 'a', status: 'withdrawn' });
    spec(allocated(), ranked('q', 'a b', 'c'))
      .when(rank('q', 'b a'))
      .then(ranked('q', 'b a'));
    spec(allocated(), ranked('r', 'a', 'b'))
      .when(rank('q', 'b'))
      .thenRejected({ code: 'nomination-ranked', nomination: 'b', unit: 'r' });
  });
});

describe('whom a unit ranks', () => {
  it.each(['a', 'own', 'winner', 'above'])(
    'domain-rules 16: is %s: recommended by itself or in its line, or winner of a contest',
    (nomination) => {
      spec(allocated()).when(rank('q', nomination)).then(ranked('q', nomination));
    },
  );

  it('is nobody whom another unit recommended', () => {
    const refused = { code: 'nomination-not-of-unit', nomination: 'e', unit: 'q' } as const;
    spec(allocated()).when(rank('q', 'e')).thenRejected(refused);
    spec(allocated())
      .when(rank('q', 'a', 'e'))
      .thenRejected(refused);
  });

  it('is nobody of another unit whom the city recommended, or who won; of a winner known to belong to none it may be any', () => {
    const refused = (nomination: string, unit: string) =>
      spec(allocated()).when(rank(unit, nomination)).thenRejected({ code: 'nomination-not-of-unit', nomination, unit });
    refused('above', 'r');
    refused('nowhere', 'r');
    refused('won-there', 'q');
    spec(allocated()).when(rank('r', 'won-there')).then(ranked('r', 'won-there'));
    spec(allocated()).when(rank('r', 'winner')).then(ranked('r', 'winner'));
  });

  it('is looked up where the organisation stands that recommended', async () => {
    const path = ['d1', 'q', 'u7'];
    const read = (({ name }: { name: string }) =>
      Promise.resolve(
        {
          ...{ organization: { status: 'registered', path }, nomination: nominee(), round: world().round },
          ...{
            candidacy: {},
            person: { units: [{ unit: 'plant7' }] },
            unit: { status: 'registered', organization: 'u7' },
          },
        }[name],
      )) as unknown as ReadState;
    const found = await quota.given!(rank('q', 'a', 'b'), read);
    expect(found.paths).toEqual(new Map([['u7', path]]));
    expect(found.homes).toEqual(new Map(['a', 'b'].map((id) => [id, 'u7'])));
  });
});

describe('promoting a substitute', () => {
  const begun = [allocated(), ranked('q', 'a b c', 'd')];

  it('domain-rules 23: gives the seat of who left to the substitute; the second seat stays empty', () => {
    spec(...begun)
      .when(promote('a'), { given: world('a') })
      .then(promoted('a', 'd'));
    spec(...begun, promoted('a', 'd'))
      .when(promote('b'), { given: world('a', 'b') })
      .thenRejected({ code: 'substitute-missing', unit: 'q' });
    spec(...begun, promoted('a', 'd'))
      .when(promote('a'), { given: world('a') })
      .thenRejected({ code: 'seat-not-held', nomination: 'a' });
  });

  it('domain-rules 24: across units where the formula says so', () => {
    const across = [allocated({ ...formula, crossUnit: true }), ranked('q', 'a b c'), ranked('r', 'e', 'f')];
    spec(...across)
      .when(promote('a'), { given: world('a') })
      .then(promoted('a', 'f', 'r'));
    spec(allocated(), ranked('q', 'a b c'), ranked('r', 'e', 'f'))
      .when(promote('a'), { given: world('a') })
      .thenRejected({ code: 'substitute-missing', unit: 'q' });
  });

  it('is not for a seat whose holder stands', () => {
    spec(...begun)
      .when(promote('a'))
      .thenRejected({ code: 'seat-not-free', nomination: 'a' });
    spec().when(promote('a')).thenRejected({ code: 'quota-missing' });
  });
});

describe('a promotion in a round whose document shares the seats out', () => {
  const at = { round: 'r2026', award: 'medal' } as const;
  const listing = (...nominations: readonly string[]): RoundEvent => ({
    ...{ type: 'ShortlistConfirmed', ...at, version: 1, omitted: [] },
    nominations: nominations.map((nomination) => ({ nomination, subject: `p-${nomination}` })),
  });
  const quotas = [{ award: 'medal', formula }];
  const state = [allocated(), ranked('q', 'a b c', 'd')].reduce(
    (before, event) => quota.evolve(before, event, 0),
    quota.initial,
  );
  const beside = (rules: Partial<RoundDocument>, listed: RoundEvent) => {
    const round = roundAfter([...openedUnder(rules, ['a', 'b', 'c', 'd']), listed]);
    return quota.beside!(promote('a'), state, { ...world('a'), round }).map(({ command }) => command);
  };

  it('domain-rules 23: changes the list in the same append where whoever left is on it', () => {
    expect(beside({ quotas }, listing('a', 'b'))).toEqual([{ type: 'ReplaceOnShortlist', ...at, out: 'a', in: 'd' }]);
    expect(beside({ quotas }, listing('b'))).toEqual([]);
    expect(beside({}, listing('a'))).toEqual([]);
  });
});
