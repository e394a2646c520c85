import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { fixedClock } from '@xf/adapters';
import { compareRebuild, decodeRecorded, fillAll, viewFollower, type EventStore, type Filling } from '@xf/es';
import { everyCodec, everyProjection, openRuntime, type Runtime } from '@xf/runtime';
import { RandomSeason } from '../support/random-season';

const seeds = Array.from({ length: 20 }, (_, n) => n + 1);
const steps = 2_000;
const seen = new Set<string>();

/**
 * Views folded in whatever batches the followers happened to take, against a rebuild in a single batch and one in batches
 * of any size: the same bytes.
 * The seed stands in the title; RANDOM_SEASON=<seed> plays one more.
 */
it.each([...seeds, ...(process.env['RANDOM_SEASON'] ?? '').split(',').filter(Boolean).map(Number)])(
  'a random season (seed %i): every view is byte for byte what a rebuild makes of the log',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'xianfeng-random-'));
    const runtime = await openRuntime({ folder, clock: fixedClock(Date.parse('2026-05-01T01:00:00Z')) });
    const { store } = runtime.engine;
    try {
      const season = new RandomSeason(runtime, seed);
      for (let n = 0; n < steps; n++) {
        await season.step();
        // Now and then the followers catch up, so that their batches end anywhere.
        if (n % (3 + (seed % 7)) === 0) await runtime.following.until(await store.head());
      }
      const head = await settled(runtime);
      for (const { type } of await store.readAll(0, head)) seen.add(type);
      expect(season.outcomes.get('done')).toBeGreaterThan(steps / 6);
      expect((await runtime.following.status()).filter(({ halted }) => halted !== undefined)).toEqual([]);

      for (const refill of [inOneBatch, inRandomBatches(fc.sample(fc.gen(), { seed, numRuns: 1 })[0]!)]) {
        const fillings = everyProjection.map((projection) => ({
          projection,
          view: runtime.views.openRebuild<unknown>(projection.name, projection.version),
        }));
        await refill(store, fillings, head);
        for (const { name, version } of everyProjection) {
          const compared = compareRebuild(runtime.views, name, version);
          expect({ by: refill.name, name, ...compared }).toMatchObject({ name, equal: true });
          runtime.views.dropRebuild(name, version);
        }
      }
    } finally {
      await runtime.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

type Refill = (store: EventStore, fillings: readonly Filling[], upTo: number) => Promise<void>;

const inOneBatch: Refill = (store, fillings, upTo) => fillAll(store, everyCodec, fillings, upTo);

function inRandomBatches(g: fc.GeneratorValue): Refill {
  return async function inBatches(store, fillings, upTo) {
    for (const { projection, view } of fillings) {
      const follower = viewFollower(projection, view);
      while (view.position() < upTo) {
        const page = await store.readAll(
          view.position(),
          g(fc.integer, { min: 1, max: g(fc.constantFrom, 3, 30, 300) }),
        );
        const batch = page.map((stored) => decodeRecorded(everyCodec, stored)!);
        await follower.take(batch, page[page.length - 1]!.position);
      }
    }
  };
}

/** The end of the log once reactions have answered all of it. */
async function settled({ engine, following }: Runtime): Promise<number> {
  for (;;) {
    const head = await engine.store.head();
    await following.until(head);
    await following.until(head, undefined, 'reaction');
    if ((await engine.store.head()) === head) return head;
  }
}

/** Played by stories and folds of their own, and not by the random season. */
const notOfTheSeason = [
  ...['PersonErased', 'AdvancingLeftOut', 'CodesVoided', 'SeatsMoved', 'NominationCorrectionAsked'],
  ...['NominationMemberCorrectionAsked', 'NominationCorrected', 'InstantHonourConferred', 'HonourNameKept'],
  ...['HonourRevoked', 'PlaqueReturned', 'HonourChecked', 'HonourRectified', 'HonourAnnounced', 'HonourFellDue'],
  ...['HonourPlaceChanged', 'HonourKept', 'HonourCorrectionAsked', 'HonourCorrected', 'NoticeRulesPinned'],
  ...['NoticeYearAdded', 'NoticeOpened', 'NoticeClosed', 'NoticeReopened', 'NomineeCorrected', 'ObjectionFiled'],
  ...['ObjectionVerified', 'ObjectionResolved', 'NominationAbandoned', 'QuotaAllocated', 'CandidatesRanked'],
  ...['SubstitutePromoted', 'CommitteeNamed', 'MemberReplaced', 'KinDeclared', 'RecusalDeclared', 'SessionOpened'],
  ...['RecusalFound', 'AuditDecided', 'ScoresRecorded', 'BallotTallied', 'BallotCounted', 'ReBallotOpened'],
  ...['SessionClosed', 'MinutesRecorded', 'MinutesReplaced', 'AwardRulesAdopted', 'CertificateIssued'],
  ...['CertificateVoided', 'NumbersClaimed', 'FraudFound', 'RevocationDecided', 'MeritsStated', 'ShortlistProposed'],
  ...['ListPrepared', 'ListDownloaded', 'ListWithdrawn', 'ListDenied', 'ErasurePolicyPinned', 'ErasureRequested'],
  ...['ErasureConfirmed', 'ErasureDeclined', 'CandidacyFiled', 'FactsStated', 'MaterialAttached'],
  ...['ResolutionAttached', 'OpinionRecorded', 'Vetoed', 'VetoLifted', 'SentUp', 'AcceptedAt', 'ReturnedFrom'],
  ...['CampaignOpened', 'SummaryPublished', 'UnitJoined', 'HeadCountCorrected', 'ProposalSubmitted'],
  ...['ProposalAdopted', 'ProposalDeclined', 'ProposalImplemented', 'BenefitClaimed', 'BenefitVerified'],
  ...['BenefitCorrectionProposed', 'BenefitCorrected', 'UnitRegistered', 'UnitRenamed', 'UnitMerged'],
  ...['UnitTakenOver', 'UnitAttributesStated', 'UnitBarRecorded', 'UnitBarCleared', 'TeamRegistered', 'TeamRenamed'],
  ...['TeamTransferred', 'TeamDissolved', 'PersonRegistered', 'PersonRenamed', 'PersonMoved'],
  ...['PersonAttributesStated', 'PersonBarRecorded', 'PersonBarCleared'],
];

it('met every other kind of event the program knows', () => {
  expect(Object.keys(everyCodec.catalogue).filter((type) => !seen.has(type))).toEqual(notOfTheSeason);
});
