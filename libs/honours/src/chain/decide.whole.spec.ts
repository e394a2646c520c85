import { sha256 } from '@xf/es';
import { specFor } from '@xf/es/testing';
import { nothingRecorded } from '../eligibility/decide.facts';
import { noticeFold } from '../notice/rules.standing';
import { roundFold } from '../round/rules';
import { chainRules, eligibilityRules } from '../testing/chain';
import { medal, recommended, roundRules } from '../testing/examples';
import type { FileWithPapers } from './command';
import { candidacy, type CandidacyGiven } from './decide';
import type { CandidacyEvent } from './events';

const { notice: _notice, ...unposted } = roundRules;
const given: CandidacyGiven = {
  round: roundFold.evolve(
    roundFold.initial,
    {
      ...{ type: 'RoundOpened', round: 'r2026', organization: 'p1', name: '2026', year: 2026 },
      awards: [{ award: 'medal', hash: 'h', document: medal }],
      rules: { hash: 'h', document: { ...unposted, chain: chainRules, eligibility: eligibilityRules } },
    },
    0,
  ),
  nomination: { status: 'open', proposed: { award: 'medal', receiver: 'person', subject: 'p_n1', basis: recommended } },
  path: [
    { organization: 'p1', level: 'province' },
    { organization: 'u7', level: 'unit' },
  ],
  notices: noticeFold.initial,
  recorded: nothingRecorded,
};
const spec = specFor(candidacy, { given, now: Date.parse('2026-03-25T09:00:00+08:00') });

const at = { round: 'r2026', nomination: 'n1' };
const by = 'tester';
const facts = {
  nominee: [{ attribute: 'nationality', value: 'CN' }],
  unit: [],
  bars: [{ of: 'unit', bar: 'accident' }],
  document: '单位证明',
} as const;
const resolution = { paper: 'congress', number: '2号', on: '2026-03-02' };
const text = '苦练车工二十年';
const whole: FileWithPapers = {
  ...{ type: 'FileWithPapers', ...at, organization: 'u7', kind: 'worker', self: false },
  ...{ facts, materials: [{ material: 'deeds', text }], resolutions: [resolution] },
};
const filed: CandidacyEvent = {
  ...{ type: 'CandidacyFiled', ...at, award: 'medal', receiver: 'person', subject: 'p_n1', organization: 'u7' },
  ...{ kind: 'worker', self: false, by },
  seats: [
    { level: 'base', organization: 'u7' },
    { level: 'province', organization: 'p1' },
  ],
};
const written: readonly CandidacyEvent[] = [
  filed,
  { type: 'FactsStated', ...at, ...facts, by },
  {
    ...{ type: 'MaterialAttached', ...at, subject: 'p_n1', material: 'deeds', text, characters: 7 },
    ...{ sha256: sha256(text), over: false, by },
  },
  { type: 'ResolutionAttached', ...at, ...resolution, by },
];
const sent: CandidacyEvent = { type: 'SentUp', ...at, from: 'base', to: 'province', by };
const exists = { code: 'candidacy-exists' } as const;

describe('filing with papers', () => {
  it('is what filing, stating and attaching one by one are', () =>
    spec()
      .when(whole)
      .then(...written));

  it('domain-rules 15: tells everything that is wrong in the papers, each with its own refusal', () => {
    const wrong: FileWithPapers = {
      ...whole,
      facts: { ...facts, nominee: [{ attribute: 'religion', value: '无' }] },
      materials: [
        { material: 'poem', text },
        { material: 'deeds', text: '字'.repeat(2_001) },
      ],
      resolutions: [{ ...resolution, on: '2026-03-26' }],
    };
    spec()
      .when(wrong)
      .thenRejected({
        code: 'papers-refused',
        refused: [
          {
            ...{ paper: 'facts', id: '' },
            rejection: { code: 'fact-not-asked', facts: [{ pointer: '/nominee/0/attribute', asked: ['nationality'] }] },
          },
          {
            ...{ paper: 'material', id: 'poem' },
            rejection: { code: 'material-unknown', materials: ['deeds', 'summary', 'new_deeds'] },
          },
          {
            ...{ paper: 'material', id: 'deeds' },
            rejection: { code: 'material-too-long', characters: 2_001, max: 2_000 },
          },
          {
            ...{ paper: 'resolution', id: 'congress' },
            rejection: { code: 'bad-days', fields: [{ pointer: '/on', ahead: true }] },
          },
        ],
      });
  });

  it('is refused as filing is before its papers are looked at', () => {
    const { kind: _kind, ...kindless } = whole;
    spec()
      .when({ ...kindless, materials: [{ material: 'poem', text }] })
      .thenRejected({ code: 'nominee-kind-unknown', kinds: ['enterprise_head', 'worker'] });
  });

  it('adds nothing to what is there already, wherever it stands by now', () => {
    spec(...written)
      .when(whole)
      .then();
    spec(...written, sent)
      .when(whole)
      .then();
    const { facts: _facts, ...fewer } = whole;
    spec(...written)
      .when({ ...fewer, resolutions: [] })
      .then();
  });

  it.each<[string, Partial<FileWithPapers>]>([
    ['another kind', { kind: 'enterprise_head' }],
    ['another organisation', { organization: 'u8' }],
    ['another text', { materials: [{ material: 'deeds', text: '另一份' }] }],
    ['another resolution', { resolutions: [{ ...resolution, number: '3号' }] }],
    ['another fact', { facts: { ...facts, nominee: [{ attribute: 'nationality', value: 'DE' }] } }],
    ['another bar', { facts: { ...facts, bars: [{ of: 'unit', bar: 'accident', on: '2025-06-10' }] } }],
  ])('writes nothing over: %s is refused', (_what, other) =>
    spec(...written)
      .when({ ...whole, ...other })
      .thenRejected(exists),
  );
});
