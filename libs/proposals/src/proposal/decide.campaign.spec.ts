import type { OrganizationState } from '@xf/access';
import { historyAt, specFor } from '@xf/es/testing';
import { headCountMax } from '../terms';
import { campaignDocument as document, join, joined } from '../testing/examples';
import { campaign, campaignFold, joining } from './decide.campaign';
import type { CampaignEvent } from './events';
import { hashCampaignDocument } from './rules';

const hash = hashCampaignDocument(document);
const opened: CampaignEvent = { type: 'CampaignOpened', campaign: 'ideas2026', organization: 'city', hash, document };
const published = (version: number): CampaignEvent => ({ type: 'SummaryPublished', campaign: 'ideas2026', version });

describe('a campaign', () => {
  const given = specFor(campaign);
  const publish = { type: 'PublishSummary', campaign: 'ideas2026' } as const;

  it('pins its document when it is opened', () => given().when({ type: 'OpenCampaign', document }).then(opened));
  it('is opened once', () => given(opened).when({ type: 'OpenCampaign', document }).then());
  it('refuses another document, also a newer version', () => {
    given(opened)
      .when({ type: 'OpenCampaign', document: { ...document, version: 2 } })
      .thenRejected({ code: 'campaign-exists' });
  });
  it('publishes, and publishes again with a reason', () => {
    given().when(publish).thenRejected({ code: 'campaign-unknown' });
    given(opened).when(publish).then(published(1));
    given(opened, published(1)).when(publish).thenRejected({ code: 'reason-missing' });
    given(opened, published(1))
      .when({ ...publish, reason: '补报' })
      .then({ type: 'SummaryPublished', campaign: 'ideas2026', version: 2, reason: '补报' });
  });
});

describe('joining', () => {
  const organization: OrganizationState = {
    status: 'registered',
    name: '第一机械厂',
    level: 'unit',
    path: ['city', 'east', 'plant1'],
  };
  const world = { campaign: campaignFold.evolve({ status: 'unknown' }, opened, 500), organization };
  const given = specFor(joining, { given: world });

  it('takes a unit below the organisation, under the name it is registered by', () =>
    given().when(join()).then(joined()));
  it('takes a unit once', () => given(joined()).when(join()).then());
  it('refuses where there is no campaign', () => {
    const here = { given: { ...world, campaign: { status: 'unknown' } as const } };
    given().when(join(), here).thenRejected({ code: 'campaign-unknown' });
  });
  it.each<OrganizationState>([{ status: 'unknown' }, { ...organization, path: ['other', 'plant1'] }])(
    'refuses a unit that is not below the organisation: %j',
    (elsewhere) => {
      given()
        .when(join(), { given: { ...world, organization: elsewhere } })
        .thenRejected({ code: 'unit-outside', organization: 'city' });
    },
  );
  it.each([0, headCountMax + 1])('refuses %i heads', (headCount) => {
    given().when(join({ headCount })).thenRejected({ code: 'head-count-out-of-range' });
  });
  it('refuses to have joined before the campaign', () => {
    given()
      .when(join({ at: 499 }))
      .thenRejected({ code: 'before-earlier-step' });
    given()
      .when(join({ at: 500 }))
      .then(joined());
  });
  it('corrects the head count with a reason, as of the day it joined', () => {
    given(joined())
      .when(join({ headCount: 90 }))
      .thenRejected({ code: 'reason-missing' });
    const correction = joining.decide(
      join({ headCount: 90, reason: '统计口径' }),
      { status: 'joined', headCount: 100, since: historyAt },
      { now: 2_000, actor: 'a', given: world },
    );
    const corrected = { campaign: 'ideas2026', unit: 'plant1', from: 100, to: 90, reason: '统计口径' };
    expect(correction).toEqual({ events: [{ type: 'HeadCountCorrected', ...corrected }], validAt: historyAt });
  });
});
