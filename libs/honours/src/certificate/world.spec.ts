import { answerTogether, decodeRecorded, execute, untyped } from '@xf/es';
import { honour } from '../honour/decide';
import type { HonourEvent } from '../honour/events';
import { keptMedal } from '../testing/keeping';
import { world, type World } from '../testing/world';
import { certificates } from './decide';
import { issueOnConferral } from './react';

const organizations = ['d1', 'd2'] as const;
type Issue = Parameters<typeof certificates.stream>[0];

/** Two organisations that adopted one award document, and confer its medal on somebody each; nothing is numbered. */
async function twoOrganizations(prefixes: readonly [string, string] = ['黄奖章', '黄 奖章']): Promise<World> {
  const w = world();
  for (const [at, organization] of organizations.entries()) {
    const [paper, plaque] = keptMedal.certificates!;
    const document = { ...keptMedal, certificates: [{ ...paper!, prefix: prefixes[at]! }, plaque!] };
    await w.adoption({ type: 'AdoptAwardRules', organization, award: 'medal', document, from: '2008-01-01' });
  }
  const said = { award: 'medal', receiver: 'person', reason: '救人', conferredOn: '2026-04-01' } as const;
  const all = organizations.map((organization, n) => {
    const decision = `${organization}工字〔2026〕7号`;
    const command = { ...said, organization, decision, subject: `p${n}`, name: `姓名${n}` } as const;
    return { decider: untyped(honour), command: { type: 'ConferInstantly', ...command } as const };
  });
  expect(await w.all(all)).toMatchObject({ kind: 'done', added: 2 });
  return w;
}

const issue = (n: 0 | 1): Issue => ({
  type: 'IssueCertificate',
  ...{ organization: organizations[n], award: 'medal', series: 'paper', year: 2026 },
  ...{ subject: `p${n}`, honour: 0, issuedOn: '2026-04-02' },
});

const ask = (w: World, n: 0 | 1) => execute(w.engine, certificates, issue(n), { actor: 'wang', command: `issue${n}` });

const stored = async (w: World) => w.engine.store.readAll(0, 100);
const numbers = async (w: World) =>
  (await stored(w)).filter(({ type }) => type === 'CertificateIssued').map(({ data }) => data['number']);

const taken = { code: 'prefix-taken', year: 2026, organization: 'd1', award: 'medal', series: 'paper' };

describe('domain-rules 113: a number over the whole register', () => {
  it('is never that of another organisation with the same prefix, however it is spaced', async () => {
    const w = await twoOrganizations();
    expect(await ask(w, 0)).toMatchObject({ kind: 'done' });
    expect(await ask(w, 1)).toMatchObject({
      kind: 'refused',
      rejection: { ...taken, prefix: '黄 奖章' },
    });
    expect(await numbers(w)).toEqual(['黄奖章20260001']);
  });

  it('is given to one of two that ask at the same moment', async () => {
    const w = await twoOrganizations(['黄奖章', '黄奖章']);
    const outcomes = await Promise.all([ask(w, 0), ask(w, 1)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(await numbers(w)).toEqual(['黄奖章20260001']);
  });

  it('is given to neither of two in one list', async () => {
    const w = await twoOrganizations(['黄奖章', '黄奖章']);
    const both = [issue(0), issue(1)].map((command) => ({ decider: untyped(certificates), command }));
    expect(await w.all(both)).toMatchObject({ kind: 'refused', refusals: [{ index: 1, rejection: taken }] });
    expect(await numbers(w)).toEqual([]);
  });

  it('goes with the first of two conferrals, and with the other none', async () => {
    const w = await twoOrganizations(['黄奖章', '黄奖章']);
    const reaction = issueOnConferral(w.engine);
    const events = (await stored(w)).flatMap((one) => decodeRecorded(reaction.codec, one) ?? []);
    await answerTogether<HonourEvent>(w.engine, reaction, events);
    await answerTogether<HonourEvent>(w.engine, reaction, events);
    expect(await numbers(w)).toEqual(['黄奖章20260001']);
  });

  it('is given by both where their prefixes differ', async () => {
    const w = await twoOrganizations(['黄奖章', '徽奖章']);
    for (const n of [0, 1] as const) expect(await ask(w, n)).toMatchObject({ kind: 'done' });
    expect(await numbers(w)).toEqual(['黄奖章20260001', '徽奖章20260001']);
  });
});

it('domain-rules 109: a lost number of an honour that was revoked is not replaced', async () => {
  const w = await twoOrganizations();
  expect(await ask(w, 0)).toMatchObject({ kind: 'done' });
  const at = { organization: 'd1', award: 'medal' } as const;
  const decided = { decision: '黄工字〔2026〕9号', approvedBy: '区总工会', revokedOn: '2026-04-20' };
  const of = { ...at, subject: 'p0', honour: 0, revocation: 'rev1', cause: 'crime', ...decided };
  await w.honour({ type: 'RevokeHonour', ...of });
  const lost = {
    ...at,
    series: 'paper',
    year: 2026,
    number: '黄奖章20260001',
    reason: '遗失',
    replacedOn: '2026-04-21',
  };
  const again: Issue = { type: 'ReplaceCertificate', ...lost };
  expect(await execute(w.engine, certificates, again, { actor: 'wang', command: 'again' })).toMatchObject({
    kind: 'refused',
    rejection: { code: 'honour-revoked', revocation: 'rev1' },
  });
});
