import { specFor } from '@xf/es/testing';
import { hashAwardDocument } from '../award/rules';
import { certificate } from '../testing/examples';
import { keptMedal } from '../testing/keeping';
import { adoption } from './decide';
import type { AdoptionEvent } from './events';
import { adoptionFold, inForce } from './rules';

const given = specFor(adoption, { actor: 'wang' });
const adopt = {
  type: 'AdoptAwardRules',
  ...{ organization: 'd1', award: 'medal', document: keptMedal, from: '2021-01-01' },
} as const;
const adopted: AdoptionEvent = {
  type: 'AwardRulesAdopted',
  ...{ organization: 'd1', award: 'medal', hash: hashAwardDocument(keptMedal) },
  ...{ document: keptMedal, from: '2021-01-01', by: 'wang' },
};

it('pins a wording from a day on, and the same one once', () => {
  given().when(adopt).then(adopted);
  given(adopted).when(adopt).then();
});

it('refuses what does not load, another award, a day that is none, and a day before the last wording', () => {
  given()
    .when({ ...adopt, document: { ...keptMedal, recheck: { every: { count: 2, unit: 'years' } } } })
    .thenRejected({
      code: 'award-refused',
      problems: [{ pointer: '/recheck', code: 'field-missing', zh: '缺少字段 missed', en: 'field missed is missing' }],
    });
  given()
    .when({ ...adopt, document: certificate })
    .thenRejected({ code: 'award-differs', document: 'certificate' });
  given()
    .when({ ...adopt, from: '2021-02-29' })
    .thenRejected({ code: 'adoption-day-unknown' });
  given(adopted)
    .when({ ...adopt, document: { ...keptMedal, version: 2 } })
    .thenRejected({ code: 'adoption-backdated', from: '2021-01-01' });
});

it('holds from its first day until the next one', () => {
  const next = { ...adopted, document: { ...keptMedal, version: 2 }, from: '2026-01-01' };
  const state = [adopted, next].reduce((s, event) => adoptionFold.evolve(s, event, 0), adoptionFold.initial);
  const versionOn = (day: string) => inForce(state, day)?.document.version;
  expect(['2020-12-31', '2021-01-01', '2025-12-31', '2026-01-01'].map(versionOn)).toEqual([undefined, 1, 1, 2]);
});
