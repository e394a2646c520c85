import { createHash } from 'node:crypto';
import { organization } from '@xf/access';
import { fixedClock, memoryEventStore, memoryVault, memoryViews } from '@xf/adapters';
import {
  decodeRecorded,
  execute,
  foldBatch,
  StateCache,
  untyped,
  viewAsOf,
  type AnyDecider,
  type Engine,
  type EventShape,
  type View,
} from '@xf/es';
import type { JoiningCommand, ProposalCommand } from '../proposal/command';
import { proposal } from '../proposal/decide';
import { campaign, joining } from '../proposal/decide.campaign';
import { proposals, type ProposalsRow } from '../proposal/project';
import type { CampaignDocument } from '../proposal/rules';
import { campaignDocument, join } from './examples';

export const startedAt = Date.parse('2026-05-01T09:00:00+08:00');

/** Proposals in memory: commands go through the engine, views are folded in batches of any size. */
export function world() {
  const clock = fixedClock(startedAt);
  const engine: Engine = {
    store: memoryEventStore(clock),
    vault: memoryVault(),
    clock,
    states: new StateCache(),
    fingerprint: (content) =>
      createHash('sha256')
        .update([...content].join(''))
        .digest('hex'),
  };
  let count = 0;
  const run = async (decider: AnyDecider, command: { readonly type: string }, actor: string) => {
    const outcome = await execute(engine, decider, command, { actor, command: `c${count++}` });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    return outcome.position;
  };
  const view = async (batch = 1_000): Promise<View<ProposalsRow>> => {
    const into = memoryViews().open<ProposalsRow>(proposals.name, proposals.version);
    for (;;) {
      const page = await engine.store.readAll(into.position(), batch);
      const last = page[page.length - 1];
      if (last === undefined) return into;
      const recorded = page
        .filter(({ type }) => proposals.codec.knows(type))
        .flatMap((stored) => decodeRecorded(proposals.codec, stored) ?? []);
      into.commit(foldBatch(proposals, into, recorded), last.position);
    }
  };
  const act = (command: ProposalCommand, actor = 'ann') => run(untyped(proposal), command, actor);
  return {
    engine,
    clock,
    act,
    view,
    /** As of a position or a valid time, from the campaign's own events alone. */
    past: async (moment: { position?: number; validAt?: number }) =>
      viewAsOf(
        engine.store,
        proposals.codec,
        proposals,
        { position: await engine.store.head(), ...moment },
        memoryViews().open<ProposalsRow>(proposals.name, proposals.version),
        campaignDocument.id,
      ),
    join: (over: Partial<JoiningCommand> = {}) => run(untyped(joining), join(over), 'ann'),
    publish: (reason?: string) =>
      run(
        untyped(campaign),
        { type: 'PublishSummary', campaign: campaignDocument.id, ...(reason === undefined ? {} : { reason }) } as never,
        'ann',
      ),
    /** The city, plants below it that take part with so many heads, and the campaign. */
    async open(heads: Readonly<Record<string, number>>, document: CampaignDocument = campaignDocument) {
      const place = (id: string, parent?: string): EventShape =>
        ({
          type: 'RegisterOrganization',
          organization: id,
          name: `${id}厂`,
          level: parent === undefined ? 'city' : 'unit',
          ...(parent === undefined ? {} : { parent }),
        }) as EventShape;
      await run(untyped(organization), place('city'), 'ops');
      await run(untyped(campaign), { type: 'OpenCampaign', document } as never, 'ann');
      for (const [unit, headCount] of Object.entries(heads)) {
        await run(untyped(organization), place(unit, 'city'), 'ops');
        await run(untyped(joining), join({ unit, headCount }), 'ann');
      }
    },
    /** Takes a proposal as far as it is asked: with a benefit, to its verification. */
    async play({
      id,
      unit = 'plant1',
      kind = 'suggestion',
      people = [`x_${id}`],
      to = 'proposed',
      benefit = '0',
    }: Play) {
      const at = { campaign: campaignDocument.id, proposal: id };
      const proposers = people.map((person) => ({ person, name: `${person}先生` }));
      await act({ type: 'SubmitProposal', ...at, unit, kind, number: id, title: `建议${id}`, proposers });
      if (to === 'declined') await act({ type: 'DeclineProposal', ...at, reason: '不可行' });
      if (to === 'proposed' || to === 'declined') return;
      await act({ type: 'AdoptProposal', ...at });
      if (to === 'adopted') return;
      await act({ type: 'ImplementProposal', ...at });
      await act({ type: 'ClaimBenefit', ...at, benefit: '99' });
      if (to === 'implemented') return;
      await act({ type: 'VerifyBenefit', ...at, benefit, document: '财证' }, 'cat');
    },
  };
}

export type Play = {
  readonly id: string;
  readonly unit?: string;
  readonly kind?: string;
  readonly people?: readonly string[];
  readonly to?: 'proposed' | 'adopted' | 'declined' | 'implemented' | 'verified';
  readonly benefit?: string;
};
