import { shortlistDocumentSchema } from '@xf/shortlist';
import type { Form } from '../award/rules.form';
import { reviewRefusals } from '../ballot/shell.refusals';
import { chainSchema } from '../chain/rules.schema';
import { committeeDocumentSchema } from '../committee/rules.schema';
import { ineligibilities } from '../eligibility/rules';
import { eligibilitySchema } from '../eligibility/rules.schema';
import { noticeDocumentSchema } from '../notice/rules.schema';
import { roundQuotasSchema } from '../quota/rules.schema';
import { quotaRefusals } from '../quota/shell.refusals';
import { honoursRefusals } from '../shell';
import { figuresOf } from '../shortlist/query.figures';
import { roundShortlistSchema } from '../shortlist/rules.schema';
import { chainRules } from '../testing/chain';
import { committeeRules } from '../testing/committees';
import { quotaRules, roundRules, shortlistRules } from '../testing/examples';
import { noticeRules } from '../testing/notices';
import { roundDocumentSchema } from './rules.schema';
import { loadRoundDocument } from './rules';

const cites = [{ document: '市工字〔2026〕1号', clause: '第四条' }];
const source = { zh: '〔市工字〔2026〕1号 第四条〕', en: ' [市工字〔2026〕1号 第四条]' };

/** Objects of a form that cannot say where they are from. */
function silent(form: Form, at: string): readonly string[] {
  if (at.endsWith('/cites')) return [];
  if (form.items !== undefined) return silent(form.items, `${at}/*`);
  if (form.properties === undefined || at.endsWith('/clauseCites')) return [];
  const { properties } = form;
  const inner = Object.entries(properties).flatMap(([name, one]) => silent(one, `${at}/${name}`));
  return properties['cites'] === undefined && properties['clauseCites'] === undefined ? [at, ...inner] : inner;
}

describe('where a clause is from', () => {
  it('can be said of every clause of a round document', () => {
    const parts = {
      phases: roundDocumentSchema.properties.phases,
      notice: noticeDocumentSchema,
      chain: chainSchema,
      committee: committeeDocumentSchema,
      quotas: roundQuotasSchema,
      shortlist: roundShortlistSchema,
      eligibility: eligibilitySchema,
      list: shortlistDocumentSchema,
    };
    const all = Object.entries(parts).flatMap(([part, form]) => silent(form as unknown as Form, part));
    expect(all).toEqual([
      // Settings of a clause that says it for them.
      ...['notice/levels/*/term', 'notice/levels/*/verification', 'notice/text/fields/*'],
      // Taken from a decision of its own, its `source`.
      'notice/calendar/*',
      'chain/materials/*/characters',
      ...['committee/scoring/drop', 'committee/scoring/round'],
      // Nothing but documents that say it.
      ...['quotas/*', 'quotas/*/formula/outside/*/consecutive', 'shortlist'],
      'eligibility/clauses/*/titles/*',
      // Words that clauses are made of.
      ...['list/categories/*', 'list/attributes/*', 'list/clauses/*/allot/*'],
    ]);
  });

  it('loads, in every place', () => {
    const { size, quorum, ballot } = committeeRules;
    const [level] = noticeRules.levels;
    const [pot] = quotaRules.pots;
    const seats = [{ award: 'medal', seats: 4, cites }];
    const shares = pot!.shares.map((one) => ({ ...one, cites }));
    const all = <T extends object>(rows: readonly T[]) => rows.map((one) => ({ ...one, cites }));
    const { levels, materials, consultation, resolution } = chainRules;
    const document = {
      ...roundRules,
      notice: { ...noticeRules, levels: [{ ...level, cites }], text: { ...noticeRules.text, cites } },
      chain: {
        ...{ ...chainRules, levels: all(levels), materials: all(materials), clauseCites: { selfNomination: cites } },
        resolution: { papers: all(resolution.papers), cites },
        consultation: {
          ...{ ...consultation, departments: all(consultation.departments), matrix: all(consultation.matrix) },
          cites,
        },
      },
      committee: {
        ...{ ...committeeRules, size: { ...size, cites }, quorum: { ...quorum, cites } },
        ballot: { ...ballot, majority: { ...ballot.majority, cites }, seats, contested: { more: 1, cites }, cites },
        clauseCites: { steps: cites, recusal: cites },
      },
      quotas: [
        {
          award: 'medal',
          formula: {
            ...{ ...quotaRules, pots: [{ ...pot, shares, cites }], outside: [{ pot: 'single', name: '单列', cites }] },
            clauseCites: { substitutes: cites, crossUnit: cites },
          },
        },
      ],
      shortlist: {
        awards: [
          {
            ...{ award: 'medal', seats: 4, cites },
            document: {
              ...{ ...shortlistRules, seats: { ...shortlistRules.seats, cites }, contested: { more: 1, cites } },
              ...{
                rounding: { floor: 'ceiling', cites },
                lists: shortlistRules.lists!.map((one) => ({ ...one, cites })),
              },
              clauseCites: { merit: cites, ties: cites, base: cites },
            },
          },
        ],
      },
      eligibility: {
        ...{ referenceDay: '2026-05-01', earlierRounds: [2021], honours: [{ award: 'm', level: 'city', cites }] },
        clauses: [{ id: 'c', kind: 'receiver', title: '个人', oneOfReceivers: ['person'], cites }],
        clauseCites: { referenceDay: cites, earlierRounds: cites },
      },
    };
    expect(loadRoundDocument(document)).toEqual({ ok: true, document });
  });

  it('is refused of what is not there', () => {
    const { base: _base, ...shortlist } = shortlistRules;
    const clauses = [{ id: 'c', kind: 'receiver', title: '个人', oneOfReceivers: ['person'] }];
    const problems = (document: object) => {
      const loaded = loadRoundDocument({ ...roundRules, ...document });
      return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    expect(problems({ committee: { ...committeeRules, clauseCites: { size: cites, steps: [] } } })).toEqual([
      ...['/committee/clauseCites/size field-unknown', '/committee/clauseCites/steps out-of-bounds'],
    ]);
    const awards = [{ award: 'medal', document: { ...shortlist, clauseCites: { base: cites } } }];
    const eligibility = { referenceDay: '2026-05-01', clauses, clauseCites: { earlierRounds: cites } };
    expect(problems({ shortlist: { awards }, eligibility })).toEqual([
      '/shortlist/awards/0/document/clauseCites/base clause-missing',
      '/eligibility/clauseCites/earlierRounds clause-missing',
    ]);
  });

  it('stands behind a reason against a nominee, and goes with the figure of a limit', () => {
    const clause = { id: 'c', kind: 'receiver', title: '个人', oneOfReceivers: ['person'], cites } as const;
    const facts = { award: 'medal', receiver: 'team', held: [], year: 2026, on: '2026-05-01' } as never;
    const [found] = ineligibilities({ referenceDay: '2026-05-01', clauses: [clause] }, facts);
    expect(found).toMatchObject({ zh: `只授予 person${source.zh}`, en: `it is given to person only${source.en}` });
    const [half] = shortlistRules.clauses;
    const part = { awards: [{ award: 'medal', document: shortlistRules }] };
    const stated = [{ nomination: 'n1', merit: '90', list: 'ordinary', categories: ['frontline'] }];
    expect(figuresOf(part, 'medal', { seats: 4, stated })?.limits[0]).toMatchObject({
      clause: 'half',
      cites: half!.cites,
    });
  });

  it('stands behind what a refusal says of the clause', () => {
    const items = [{ nomination: 'n1', present: 8, quorum: 9 }];
    const texts = [
      reviewRefusals['committee-size'].errors?.({ code: 'committee-size', size: 9, min: 7, max: 35, cites })[0],
      reviewRefusals['step-unknown'].errors?.({ code: 'step-unknown', steps: ['ballot'], cites })[0],
      reviewRefusals['quorum-missed'].detail?.({ code: 'quorum-missed', items, cites }),
      reviewRefusals['seats-taken'].detail?.({ code: 'seats-taken', seats: 2, cites }),
      reviewRefusals['not-contested'].detail?.({ code: 'not-contested', candidates: 2, seats: 2, more: 1, cites }),
      reviewRefusals['scores-off-scale'].errors?.({
        ...{ code: 'scores-off-scale', indexes: [0], min: '0', max: '10', digits: 1, cites },
      })[0],
      honoursRefusals['steps-missing'].detail?.({
        ...{ code: 'steps-missing', missing: [{ nomination: 'n1', step: 'ballot' }], cites },
      }),
      quotaRefusals['quota-below-floor'].detail?.({ code: 'quota-below-floor', pot: 'main', needed: 60, cites }),
      quotaRefusals['substitutes-exceeded'].errors?.({ code: 'substitutes-exceeded', most: 1, listed: 2, cites })[0],
      quotaRefusals['substitute-missing'].detail?.({ code: 'substitute-missing', unit: 'q', cites }),
    ];
    for (const text of texts) {
      expect(text).toMatchObject({ zh: expect.stringContaining(source.zh), en: expect.stringContaining(source.en) });
    }
    expect(quotaRefusals['substitute-missing'].detail?.({ code: 'substitute-missing', unit: 'q' })).toEqual({
      ...{ zh: 'q', en: 'q' },
    });
  });
});
