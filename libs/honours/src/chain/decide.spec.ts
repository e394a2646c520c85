import { sha256 } from '@xf/es';
import { specFor } from '@xf/es/testing';
import type { Recorded } from '../eligibility/decide.facts';
import type { Party } from '../eligibility/rules.facts';
import type { NominationState } from '../nomination/rules';
import { noticeFold, type NoticesState } from '../notice/rules.standing';
import type { NoticeEvent } from '../notice/events';
import type { RoundEvent } from '../round/events';
import { roundFold, type RoundState } from '../round/rules';
import { chainRules, eligibilityRules } from '../testing/chain';
import { medal, recommended, roundRules } from '../testing/examples';
import { noticeRules } from '../testing/notices';
import type { CandidacyCommand, FileCandidacy, Lack } from './command';
import { candidacy, type CandidacyGiven } from './decide';
import type { CandidacyEvent } from './events';
import type { ChainDocument } from './rules';
import { candidacyFold, isThrough } from './rules.standing';

const now = Date.parse('2026-03-25T09:00:00+08:00');
const { notice: _notice, ...unposted } = roundRules;
type Rules = { chain?: ChainDocument; eligibility?: typeof eligibilityRules; notice?: typeof noticeRules };
const roundWith = (rules: Rules): RoundState =>
  roundFold.evolve(
    roundFold.initial,
    {
      ...{ type: 'RoundOpened', round: 'r2026', organization: 'p1', name: '2026', year: 2026 },
      awards: [{ award: 'medal', hash: 'h', document: medal }],
      rules: { hash: 'h', document: { ...unposted, ...rules } },
    },
    0,
  );
const nomination = (status: 'open' | 'withdrawn' = 'open'): NominationState => ({
  status,
  proposed: { award: 'medal', receiver: 'person', subject: 'p_n1', unit: '第一机械厂', basis: recommended },
});
const path = [
  { organization: 'p1', level: 'province' },
  { organization: 'd1', level: 'district' },
  { organization: 'u7', level: 'unit' },
] as const;
const party = (attributes: Readonly<Record<string, string>>): Party => ({
  attributes: Object.entries(attributes).map(([attribute, value]) => ({ attribute, value })),
  bars: [],
  barsKnown: true,
});
const stateOwned: Recorded = {
  nominee: party({ nationality: 'CN' }),
  unit: party({ ownership: '国有', employees: '2400' }),
  held: [],
};
const world = (over: Partial<CandidacyGiven> & { readonly rules?: Rules } = {}): CandidacyGiven => {
  const { rules = { chain: chainRules, eligibility: eligibilityRules }, ...rest } = over;
  const facts = { nomination: nomination(), path, notices: noticeFold.initial, recorded: stateOwned };
  return { round: roundWith(rules), ...facts, ...rest };
};
const given = specFor(candidacy, { given: world(), now });

const at = { round: 'r2026', nomination: 'n1' };
const by = 'tester';
const file: FileCandidacy = {
  ...{ type: 'FileCandidacy', ...at, organization: 'u7', unit: 'unit7', kind: 'enterprise_head', self: false },
};
const filed: CandidacyEvent = {
  ...{ type: 'CandidacyFiled', ...at, award: 'medal', receiver: 'person', subject: 'p_n1', organization: 'u7' },
  ...{ unit: 'unit7', kind: 'enterprise_head', self: false, by },
  seats: [
    { level: 'base', organization: 'u7' },
    { level: 'district', organization: 'd1' },
    { level: 'province', organization: 'p1' },
  ],
};
const text = '王填连续三年生产标兵。';
const deeds: CandidacyEvent = {
  ...{ type: 'MaterialAttached', ...at, subject: 'p_n1', material: 'deeds', text, characters: 11 },
  ...{ sha256: sha256(text), over: false, by },
};
const congress: CandidacyEvent = {
  ...{ type: 'ResolutionAttached', ...at, paper: 'congress', number: '职代会〔2026〕2号', on: '2026-03-02', by },
};
const six = ['market', 'tax', 'labour', 'safety', 'ecology', 'health'];
const nine = [...six, 'audit', 'discipline', 'supervision'];
const yes = (department: string, over: { on?: string; late?: boolean } = {}): CandidacyEvent => ({
  ...{ type: 'OpinionRecorded', ...at, subject: 'p_n1', department, opinion: 'yes', on: '2026-03-10' },
  ...{ document: '函〔2026〕8号', late: false, by, ...over },
});
const ready = [filed, deeds, congress, ...nine.map((one) => yes(one))];
const sent = (from: string, to: string): CandidacyEvent => ({ type: 'SentUp', ...at, from, to, by });
const accepted = (level: string): CandidacyEvent => ({ type: 'AcceptedAt', ...at, level, by });
const send = (level = 'base'): CandidacyCommand => ({ type: 'SendUp', ...at, level });
const opine = (department: string, over: object = {}): CandidacyCommand => ({
  ...{ type: 'RecordOpinion', ...at, level: 'base', department, opinion: 'yes', on: '2026-03-10' },
  ...{ document: '函〔2026〕8号', ...over },
});
const attach = (material: string, written: string): CandidacyCommand => ({
  ...{ type: 'AttachMaterial', ...at, level: 'base', material, text: written },
});

/** What is told to be missing: `code of`. */
function lacks(history: readonly CandidacyEvent[], over: Parameters<typeof world>[0] = {}, command = send()) {
  const state = history.reduce((one, event) => candidacyFold.evolve(one, event, 0), candidacyFold.initial);
  const decision = candidacy.decide(command, state, { now, actor: by, given: world(over) });
  if (!('rejected' in decision)) return [];
  const { rejected } = decision;
  if (rejected.code !== 'candidacy-not-ready') return [rejected.code];
  return rejected.lacks.map(({ code, of }: Lack) => `${code} ${of}`);
}

const noticed = (...events: readonly NoticeEvent[]): NoticesState =>
  events.reduce((state, event) => noticeFold.evolve(state, event, 0), noticeFold.initial);
const onNotice = { round: 'r2026', notice: 'base1' };
const pinned: NoticeEvent = { type: 'NoticeRulesPinned', round: 'r2026', hash: 'h', document: noticeRules, by };
const posted: NoticeEvent = {
  ...{ type: 'NoticeOpened', ...onNotice, organization: 'u7', level: 'base', title: '公示', text: '公示', by },
  entries: [{ nomination: 'n1', award: 'medal', subject: 'p_n1', details: [] }],
  window: { postedOn: '2026-03-02', days: ['2026-03-02'], closesAt: 1, shownUntil: '2026-03-06' },
};
const closed: NoticeEvent = { type: 'NoticeClosed', ...onNotice, by };
const objected: NoticeEvent = {
  ...{ type: 'ObjectionFiled', ...onNotice, objection: 'o1', nomination: 'n1', number: '1', subject: 'p_n1', by },
  ...{ way: 'letter', from: 'person', person: 'x', about: '不实', late: false, blocking: true },
};

describe('filing', () => {
  it('takes the organisations of the levels above the nominating one', () => given().when(file).then(filed));

  it('passes over an optional level nobody holds, and refuses where another one is vacant', () => {
    const seats = [
      { level: 'base', organization: 'u7' },
      { level: 'province', organization: 'p1' },
    ];
    given()
      .when(file, { given: world({ path: [path[0], path[2]] }) })
      .then({ ...filed, seats });
    given()
      .when(file, { given: world({ path: [path[1], path[2]] }) })
      .thenRejected({ code: 'levels-vacant', levels: ['省总工会'] });
  });

  it('begins at the first level, by who recommended or somebody below them', () => {
    given()
      .when({ ...file, organization: 'd1' }, { given: world({ path: path.slice(0, 2) }) })
      .thenRejected({ code: 'not-its-organization' });
    const byDistrict = { ...recommended, by: 'd1' };
    const proposed = { award: 'medal', receiver: 'person', subject: 'p_n1', basis: byDistrict } as const;
    const from = { nomination: { status: 'open', proposed } } as const;
    given()
      .when(file, { given: world(from) })
      .then(filed);
    given()
      .when({ ...file, organization: 'd1' }, { given: world({ ...from, path: path.slice(0, 2) }) })
      .thenRejected({ code: 'organization-not-first', level: '基层单位', organization: 'unit' });
  });

  it('takes nobody’s own nomination where the rules refuse it', () => {
    given()
      .when({ ...file, self: true })
      .thenRejected({ code: 'self-nomination-refused' });
    const rules = { chain: { ...chainRules, selfNomination: 'allowed' } as const };
    given()
      .when({ ...file, self: true }, { given: world({ rules }) })
      .then({ ...filed, self: true });
  });

  it('ends once the award is decided: no step is taken any more', () => {
    const decision: RoundEvent = {
      ...{ type: 'HonoursDecided', round: 'r2026', award: 'medal', issuer: '省工字', year: 2026, number: 5 },
      ...{ conferredOn: '2026-04-28', count: 1, shortlist: 1 },
    };
    const round = roundFold.evolve(world().round, decision, 0);
    const refused = { code: 'honours-decided', decision: '省工字〔2026〕5号' } as const;
    for (const command of [
      { type: 'SendUp', ...at, level: 'base' },
      { type: 'ReturnCandidacy', ...at, level: 'base', reason: '补正' },
    ] as const)
      given(filed)
        .when(command, { given: world({ round }) })
        .thenRejected(refused);
    given()
      .when(file, { given: world({ round }) })
      .thenRejected(refused);
  });

  it('refuses a kind nobody is asked about, a second filing, and a nomination that does not stand', () => {
    const { kind: _kind, ...kindless } = file;
    given()
      .when(kindless)
      .thenRejected({ code: 'nominee-kind-unknown', kinds: ['enterprise_head', 'worker'] });
    given(filed).when(file).thenRejected({ code: 'candidacy-exists' });
    given()
      .when(file, { given: world({ nomination: nomination('withdrawn') }) })
      .thenRejected({ code: 'nomination-not-open', status: 'withdrawn' });
    given()
      .when(file, { given: world({ rules: {} }) })
      .thenRejected({ code: 'chain-missing' });
  });
});

describe('papers', () => {
  it('domain-rules 15: 2001 characters over a limit of 2000 are refused, or let pass with a warning', () => {
    const long = '字'.repeat(2000);
    given(filed)
      .when(attach('deeds', `${long}多`))
      .thenRejected({ code: 'material-too-long', characters: 2001, max: 2000 });
    const spaced = `${long.slice(0, 1000)} \n\u3000${long.slice(1000)}`;
    const full = { ...deeds, text: spaced, characters: 2000, sha256: sha256(spaced) } as CandidacyEvent;
    given(filed).when(attach('deeds', spaced)).then(full);
    const words = '字'.repeat(501);
    const over = { characters: 501, sha256: sha256(words), over: true };
    given(filed)
      .when(attach('summary', words))
      .then({ ...deeds, material: 'summary', text: words, ...over });
  });

  it('refuses a material nobody asks for, and one that holds an identity number', () => {
    given(filed)
      .when(attach('photo', 'x'))
      .thenRejected({ code: 'material-unknown', materials: ['deeds', 'summary', 'new_deeds'] });
    given(filed)
      .when(attach('deeds', '身份证 110101194912310026'))
      .thenRejected({ code: 'text-holds-id', pointers: ['/text'] });
  });

  it('domain-rules 119: takes only facts that a clause or the chain asks for, all stray ones named', () => {
    const state: CandidacyCommand = {
      ...{ type: 'StateFacts', ...at, level: 'base', document: '证明' },
      nominee: [{ attribute: 'nationality', value: 'CN' }],
      unit: [{ attribute: 'employees', value: '60' }],
      bars: [{ of: 'unit', bar: 'accident' }],
    };
    const { level: _level, type: _type, ...said } = state;
    given(filed)
      .when(state)
      .then({ type: 'FactsStated', ...said, by });
    const stray = {
      nominee: [{ attribute: 'religion', value: 'x' }],
      bars: [{ of: 'nominee', bar: 'accident' }],
    } as const;
    given(filed)
      .when({ ...state, ...stray })
      .thenRejected({
        code: 'fact-not-asked',
        facts: [
          { pointer: '/nominee/0/attribute', asked: ['nationality'] },
          { pointer: '/bars/0/bar', asked: [] },
        ],
      });
    const late = { unit: [{ attribute: 'employees', value: '60', from: '2026-03-26' }] };
    const never = { bars: [{ of: 'unit', bar: 'accident', on: '2026-02-30' }] } as const;
    given(filed)
      .when({ ...state, ...late, ...never })
      .thenRejected({
        code: 'bad-days',
        fields: [
          { pointer: '/unit/0/from', ahead: true },
          { pointer: '/bars/0/on', ahead: false },
        ],
      });
    given(filed)
      .when({ ...state, nominee: [], unit: [], bars: [] })
      .thenRejected({ code: 'facts-missing' });
  });

  it('changes where a nomination is prepared only, and says where it stands', () => {
    const gone = [...ready, sent('base', 'district')];
    given(...gone)
      .when(attach('deeds', text))
      .thenRejected({ code: 'candidacy-elsewhere', level: 'district', stage: 'arrived' });
    given(...gone)
      .when({ ...attach('deeds', text), level: 'district' } as CandidacyCommand)
      .thenRejected({ code: 'candidacy-not-editable', level: 'district', stage: 'arrived' });
  });

  it('adds a resolution once', () => {
    const { type: _type, by: _by, ...said } = congress;
    const command: CandidacyCommand = { type: 'AttachResolution', ...said, level: 'base' };
    given(filed).when(command).then(congress);
    given(filed, congress).when(command).then();
    given(filed)
      .when({ ...command, paper: 'wall' })
      .thenRejected({ code: 'paper-unknown', papers: ['congress', 'closed_meeting'] });
  });
});

describe('consultation', () => {
  it('domain-rules 13: eight of nine opinions on the head of a state-owned enterprise are not enough', () => {
    given(...ready)
      .when(send())
      .then(sent('base', 'district'));
    for (const one of nine) {
      const eight = ready.filter((event) => !(event.type === 'OpinionRecorded' && event.department === one));
      expect(lacks(eight)).toEqual([`opinion ${one}`]);
    }
  });

  it('domain-rules 13: six are enough for a private one, and an unknown ownership is asked for', () => {
    const basic = [filed, deeds, congress, ...six.map((one) => yes(one))];
    const owned = (unit: Party) => ({ recorded: { ...stateOwned, unit } });
    expect(lacks(basic, owned(party({ ownership: '民营' })))).toEqual([]);
    expect(lacks(basic, owned(party({})))).toEqual(['fact-unknown ownership']);
  });

  it('domain-rules 13: one no is a veto, with its reason, and nothing goes on', () => {
    const refused = { opinion: 'no', reason: '欠税' } as const;
    const no = { ...yes('tax'), ...refused } as CandidacyEvent;
    const veto: CandidacyEvent = { type: 'Vetoed', ...at, department: 'tax', by };
    given(filed).when(opine('tax', refused)).then(no, veto);
    given(filed)
      .when(opine('tax', { opinion: 'no' }))
      .thenRejected({ code: 'reason-missing' });
    expect(lacks([...ready, no, veto])).toEqual(['veto tax']);
    given(filed, no, veto).when(opine('safety')).thenRejected({ code: 'candidacy-vetoed', department: 'tax' });
    given(filed, no, veto).when(attach('deeds', text)).thenRejected({ code: 'candidacy-vetoed', department: 'tax' });
  });

  it('domain-rules 13: only the department that said no takes it back, for a reason that stays', () => {
    const no = { ...yes('tax'), opinion: 'no', reason: '欠税' } as CandidacyEvent;
    const veto: CandidacyEvent = { type: 'Vetoed', ...at, department: 'tax', by };
    const lifted: CandidacyEvent = { type: 'VetoLifted', ...at, department: 'tax', by };
    const again = { ...yes('tax'), reason: '登记有误' } as CandidacyEvent;
    given(filed, no, veto).when(opine('tax')).thenRejected({ code: 'reason-missing' });
    given(filed, no, veto)
      .when(opine('tax', { reason: '登记有误' }))
      .then(again, lifted);
    expect(lacks([...ready, no, veto, again, lifted])).toEqual([]);
  });

  it('domain-rules 130: a department that is silent on the closing day has not said yes, nor one that answers after it', () => {
    given(filed)
      .when(opine('tax', { on: '2026-03-20' }))
      .then(yes('tax', { on: '2026-03-20' }));
    const late = yes('tax', { on: '2026-03-21', late: true });
    given(filed)
      .when(opine('tax', { on: '2026-03-21' }))
      .then(late);
    const others = ready.filter((event) => !(event.type === 'OpinionRecorded' && event.department === 'tax'));
    expect(lacks(others)).toEqual(['opinion tax']);
    expect(lacks([...others, late])).toEqual(['opinion tax']);
  });

  it('domain-rules 13: asks nobody but the departments of the matrix', () => {
    given(filed).when(opine('police')).thenRejected({ code: 'department-not-asked', departments: nine });
  });

  it('waits for opinions only from the level that asks around', () => {
    const consultation = { ...chainRules.consultation, from: 'district' };
    const rules = { chain: { ...chainRules, consultation } };
    expect(lacks([filed, deeds, congress], { rules })).toEqual([]);
    const there = [filed, deeds, congress, sent('base', 'district'), accepted('district')];
    expect(lacks(there, { rules }, send('district'))).toHaveLength(9);
    // Where that level has nobody, the next one asks.
    const seats = [
      { level: 'base', organization: 'u7' },
      { level: 'province', organization: 'p1' },
    ];
    const short = [{ ...filed, seats } as CandidacyEvent, deeds, congress, sent('base', 'province')];
    expect(lacks(short, { rules }, { type: 'AcceptCandidacy', ...at, level: 'province' })).toHaveLength(9);
  });
});

describe('sending up', () => {
  it('domain-rules 14: none of the resolutions blocks, and minutes do for a small unit only', () => {
    const without = ready.filter(({ type }) => type !== 'ResolutionAttached');
    expect(lacks(without)).toEqual(['resolution congress,closed_meeting']);
    const minutes = { ...congress, paper: 'closed_meeting' } as CandidacyEvent;
    const staffed = (employees: string) => ({
      recorded: { ...stateOwned, unit: party({ ownership: '国有', employees }) },
    });
    expect(lacks([...without, minutes], staffed('99'))).toEqual([]);
    expect(lacks([...without, minutes], staffed('100'))).toEqual(['resolution closed_meeting']);
    const untold = { recorded: { ...stateOwned, unit: party({ ownership: '国有' }) } };
    expect(lacks([...without, minutes], untold)).toEqual(['fact-unknown closed_meeting']);
  });

  it('domain-rules 12: nothing goes up before the base notice is over without open objection', () => {
    const rules = { chain: chainRules, eligibility: eligibilityRules };
    expect(lacks(ready, { notices: noticed(pinned) })).toEqual(['notice base']);
    expect(lacks(ready, { notices: noticed(pinned, posted) })).toEqual(['notice base']);
    expect(lacks(ready, { notices: noticed(pinned, posted, closed) })).toEqual([]);
    expect(lacks(ready, { notices: noticed(pinned, posted, closed, objected) })).toEqual(['notice base']);
    // Notice rules in the round itself, not pinned apart yet, are waited for as well.
    expect(lacks(ready, { rules: { ...rules, notice: noticeRules } })).toEqual(['notice base']);
  });

  it('domain-rules 12, 39: nothing goes further up while a notice from further down runs again', () => {
    const again: NoticeEvent = {
      ...{ type: 'NoticeReopened', ...onNotice, reason: '名单有误', by },
      window: { postedOn: '2026-03-09', days: ['2026-03-09'], closesAt: 1, shownUntil: '2026-03-09' },
    };
    const own = [
      { ...posted, notice: 'above', level: 'district' },
      { ...closed, notice: 'above' },
    ] as const;
    const [base, district] = noticeRules.levels;
    const levels = [base!, { ...district!, level: 'district' }];
    const here = [...ready, sent('base', 'district'), accepted('district')];
    for (const [document, more] of [
      [noticeRules, []],
      [{ ...noticeRules, levels }, own],
    ] as const) {
      const telling = (...events: readonly NoticeEvent[]) =>
        lacks(
          here,
          { notices: noticed({ ...pinned, document }, posted, closed, ...more, ...events) },
          send('district'),
        );
      expect(telling()).toEqual([]);
      expect(telling(again)).toEqual(['notice base']);
    }
  });

  it('tells everything that is missing at once', () => {
    const barred = { bars: [{ bar: 'accident', on: '2025-01-02' }], barsKnown: true };
    const recorded: Recorded = {
      nominee: party({ nationality: 'DE' }),
      unit: { ...party({ ownership: '民营' }), ...barred },
      held: [{ award: 'medal', level: 'district', on: '2019-04-26', decision: '总工发〔2019〕5号' }],
    };
    expect(lacks([filed, ...six.slice(1).map((one) => yes(one))], { recorded })).toEqual([
      ...['resolution congress,closed_meeting', 'material deeds', 'opinion market'],
      ...['ineligible nationality', 'ineligible repeat', 'ineligible accident'],
    ]);
  });

  it('goes by the register before what is stated, and by what is stated where the register is silent', () => {
    const stated: CandidacyEvent = {
      ...{ type: 'FactsStated', ...at, document: '证明', by },
      nominee: [{ attribute: 'nationality', value: 'CN' }],
      unit: [{ attribute: 'ownership', value: '国有' }],
      bars: [{ of: 'unit', bar: 'accident' }],
    };
    expect(lacks(ready, { recorded: { held: [] } })).toEqual([
      ...['fact-unknown ownership', 'fact-unknown nationality', 'fact-unknown accident'],
    ]);
    expect(lacks([...ready, stated], { recorded: { held: [] } })).toEqual([]);
    const german = { ...stateOwned, nominee: party({ nationality: 'DE' }) };
    expect(lacks([...ready, stated], { recorded: german })).toEqual(['ineligible nationality']);
  });

  it('domain-rules 3: an earlier holder goes up with new deeds only', () => {
    const held = [{ award: 'medal', level: 'district', on: '2019-04-26', decision: '总工发〔2019〕5号' }] as const;
    const recorded = { ...stateOwned, held };
    expect(lacks(ready, { recorded })).toEqual(['ineligible repeat']);
    expect(lacks([...ready, { ...deeds, material: 'new_deeds' }], { recorded })).toEqual([]);
  });

  it('goes from level to level: sent, accepted, sent again; the last one has nobody above', () => {
    const arrived = [...ready, sent('base', 'district')];
    given(...arrived)
      .when(send('district'))
      .thenRejected({ code: 'candidacy-elsewhere', level: 'district', stage: 'arrived' });
    given(...arrived)
      .when({ type: 'AcceptCandidacy', ...at, level: 'district' })
      .then(accepted('district'));
    const there = [...arrived, accepted('district')];
    given(...there)
      .when({ type: 'AcceptCandidacy', ...at, level: 'district' })
      .thenRejected({ code: 'candidacy-not-arrived', stage: 'accepted' });
    given(...there)
      .when(send('district'))
      .then(sent('district', 'province'));
    const top = [...there, sent('district', 'province')];
    const accept: CandidacyCommand = { type: 'AcceptCandidacy', ...at, level: 'province' };
    given(...top)
      .when(accept)
      .then(accepted('province'));
    // The last level looks into everything again: the register may know more by then.
    const barred = { ...stateOwned, nominee: party({ nationality: 'DE' }) };
    expect(lacks(top, { recorded: barred }, accept)).toEqual(['ineligible nationality']);
    given(...top, accepted('province'))
      .when(send('province'))
      .thenRejected({ code: 'top-reached' });
    const state = (...events: readonly CandidacyEvent[]) =>
      events.reduce((one, event) => candidacyFold.evolve(one, event, 0), candidacyFold.initial);
    expect([isThrough(state(...top)), isThrough(state(...top, accepted('province')))]).toEqual([false, true]);
    expect(isThrough(state(...top, accepted('province'), { type: 'Vetoed', ...at, department: 'tax', by }))).toBe(
      false,
    );
  });

  it('goes back to the level below, which may change it and send it again', () => {
    const reason = '事迹材料过于笼统';
    const back: CandidacyEvent = {
      ...{ type: 'ReturnedFrom', ...at, subject: 'p_n1', level: 'district', to: 'base', reason, by },
    };
    const command: CandidacyCommand = { type: 'ReturnCandidacy', ...at, level: 'district', reason };
    const arrived = [...ready, sent('base', 'district')];
    given(...arrived)
      .when(command)
      .then(back);
    given(...arrived)
      .when({ ...command, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
    given(...arrived, back)
      .when(attach('deeds', text))
      .then(deeds);
    given(...arrived, back)
      .when(send())
      .then(sent('base', 'district'));
    given(...ready)
      .when({ ...command, level: 'base' })
      .thenRejected({ code: 'nothing-below' });
  });
});
