import { decodeRecorded, openNames, StateCache, untyped, type BatchItem, type Engine } from '@xf/es';
import { issueOnConferral } from '../certificate/react';
import { conferralItems } from '../conferral/shell.items';
import { allNominationsOf, explainNomination, roundRow } from '../nomination/query';
import { proposeFollowing } from '../nomination/react.chain';
import { revocation } from '../revocation/decide';
import { roll as rollProjection, type RollRow } from '../roll/project';
import { heldOn, rollPage } from '../roll/query';
import { certificate, medal, openRound, register as earlier } from '../testing/examples';
import { keptMedal } from '../testing/keeping';
import { playContest, world, type World } from '../testing/world';
import { honour } from './decide';
import type { HonourRow } from './project';
import { adoptionOf, changedPlaces, dueList, honourOf, registerPage, revocationOf, singleListed } from './query';
import { entitlementOn } from './query.benefits';
import { dueThen } from './query.due';
import { noteHonoursDue, notePlaces } from './react';

const all = { limit: 1_000 };
const rowsOf = async (w: World): Promise<readonly HonourRow[]> =>
  registerPage(await w.register(), { organization: 'd1' }, all).rows;
const adopt = (w: World, document: object = keptMedal, from = '2008-01-01') =>
  w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from });

/** Honours from before, each of another holder, by one decision. */
async function held(w: World, count: number): Promise<void> {
  const receivers = Array.from({ length: count }, (_, n) => earlier({ subject: `p${n}`, name: `姓名${n}` }));
  await w.all(receivers.map((command) => ({ decider: untyped(honour), command })));
}

const decision = { decision: '唐工字〔2023〕25号', approvedBy: '市总工会', decidedOn: '2023-08-28' };

function revoking(rows: readonly HonourRow[], cause = 'crime'): readonly BatchItem[] {
  const { decidedOn, ...said } = { ...decision, revocation: 'rev1', organization: 'd1', award: 'medal', cause };
  const returnBy = '2023-09-20';
  const listed = { count: rows.length, honours: rows.map(({ id }) => id) };
  const decide = { type: 'DecideRevocation', ...said, decidedOn, returnBy, ...listed };
  return [
    { decider: untyped(revocation), command: decide },
    ...rows.map(({ subject, honour: of }) => ({
      decider: untyped(honour),
      command: { type: 'RevokeHonour', ...said, subject, honour: of, revokedOn: decidedOn, returnBy } as const,
    })),
  ];
}

describe('a decision that takes back many', () => {
  async function revoked() {
    const w = world();
    await adopt(w);
    await held(w, 95);
    const rows = (await rowsOf(w)).slice(0, 92);
    const before = await w.engine.store.head();
    const outcome = await w.all(revoking(rows));
    return { w, rows, before, outcome };
  }

  it('domain-rules 110: 92 units, one decision, 92 events; 90 returned leave 2 open', async () => {
    const { w, rows, outcome } = await revoked();
    expect(outcome).toMatchObject({ kind: 'done', added: 93 });
    const types = (await w.engine.store.readAll(0, 1_000)).map(({ type }) => type);
    expect(types.filter((type) => type === 'HonourRevoked')).toHaveLength(92);
    const back = rows.slice(0, 90).map(({ subject, honour: of }) => ({
      decider: untyped(honour),
      command: {
        type: 'ReturnPlaque',
        ...{ organization: 'd1', award: 'medal', subject, honour: of, revocation: 'rev1', returnedOn: '2023-09-10' },
      } as const,
    }));
    await w.all(back);
    const told = revocationOf(await w.register(), 'rev1');
    expect(told).toMatchObject({ row: { count: 92, returnBy: '2023-09-20', decision: '唐工字〔2023〕25号' } });
    expect(told!.honours.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(told!.open.map(({ id }) => id)).toEqual(rows.slice(90).map(({ id }) => id));
    expect(revocationOf(await w.register(7), 'rev1')).toEqual(told);
  });

  it('domain-rules 110: all of them or none', async () => {
    const { w, rows, before } = await revoked();
    const again = await w.all(revoking(rows).slice(1));
    expect(again).toMatchObject({ kind: 'done', added: 0 });
    const other = world();
    await adopt(other);
    await held(other, 3);
    const listed = await rowsOf(other);
    const [, first = { decider: untyped(honour), command: { type: '' } }] = revoking(listed);
    await other.all([first]);
    const head = await other.engine.store.head();
    const renamed = revoking(listed).map(({ decider, command }) => ({
      decider,
      command: { ...command, revocation: 'rev2' },
    }));
    expect(await other.all(renamed)).toMatchObject({ kind: 'refused', refusals: [{ index: 1 }] });
    expect(await other.engine.store.head()).toBe(head);
    expect(before).toBeGreaterThan(0);
  });

  it('domain-rules 109, 124: the list as of 2023-08-28 has them, as of later not; who held it on a day is another question', async () => {
    const { w, before } = await revoked();
    expect(rollPage(await w.asOf<never, RollRow>(rollProjection as never, before), all)).toMatchObject({ total: 95 });
    const now = await w.roll();
    expect(rollPage(now, all)).toMatchObject({ total: 3 });
    const on = (day: string) => heldOn(now, day, { ...all, award: 'medal' });
    expect([on('2019-04-25'), on('2019-04-26'), on('2023-08-27'), on('2023-08-28')].map(({ total }) => total)).toEqual([
      ...[0, 95, 95, 3],
    ]);
    expect(on('2023-08-27').rows).toHaveLength(95);
    expect((await rowsOf(w)).filter(({ revoked: by }) => by?.causeTitle === '受刑事处罚')).toHaveLength(92);
  });

  it('domain-rules 124: pages of who held it on a day are the whole, once each and in order', async () => {
    const { w } = await revoked();
    const now = await w.roll();
    const whole = heldOn(now, '2023-08-01', all).rows.map(({ ref }) => ref);
    const paged: string[] = [];
    let after: ReturnType<typeof heldOn>['next'];
    do {
      const page = heldOn(now, '2023-08-01', { after, limit: 7 });
      expect(page.total).toBe(95);
      paged.push(...page.rows.map(({ ref }) => ref));
      after = page.next;
    } while (after !== undefined && paged.length < 200);
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(95);
  });
});

describe('what is due', () => {
  async function checked() {
    const w = world();
    await adopt(w);
    await held(w, 3);
    const [first, second, never] = await rowsOf(w);
    const of = (row: HonourRow) => ({ organization: 'd1', award: 'medal', subject: row.subject, honour: row.honour });
    const report = { report: '核1' };
    await w.honour({ type: 'CheckHonour', ...of(first!), checkedOn: '2025-03-01', passed: false, ...report });
    await w.honour({ type: 'CheckHonour', ...of(second!), checkedOn: '2024-12-15', passed: true, ...report });
    return { w, first: first!, second: second!, never: never! };
  }
  const listed = async (w: World, day: string) => {
    const view = await w.register();
    return dueList(view, adoptionOf(view, 'd1', 'medal')!, day, 100).map(({ row, due, since }) => [
      row.subject,
      due,
      since,
    ]);
  };

  it('domain-rules 111, 112: lists what is due on a day, the longest first, and nothing that is not', async () => {
    const { w } = await checked();
    const never = ['p2', 'removal', '2021-04-26'];
    expect(await listed(w, '2021-04-25')).toEqual([]);
    expect(await listed(w, '2025-04-01')).toEqual([never]);
    expect(await listed(w, '2025-04-02')).toEqual([['p0', 'removal', '2025-04-02'], never]);
    expect(await listed(w, '2026-12-15')).toEqual([
      ['p0', 'removal', '2025-04-02'],
      never,
      ['p1', 'removal', '2026-12-15'],
    ]);
  });

  it('domain-rules 112: the sweep records it once; a check settles it', async () => {
    const { w, never } = await checked();
    expect(await noteHonoursDue(w.engine, w.reads)).toBe(2);
    expect(await noteHonoursDue(w.engine, w.reads)).toBe(0);
    const noted = async () => honourOf(await w.register(), never.id)?.due;
    expect(await noted()).toEqual({ due: 'removal', since: '2021-04-26' });
    const at = { organization: 'd1', award: 'medal', subject: never.subject, honour: never.honour };
    await w.honour({ type: 'CheckHonour', ...at, checkedOn: '2026-01-05', passed: true, report: '核2' });
    expect(await noted()).toBeUndefined();
    expect(await noteHonoursDue(w.engine, w.reads)).toBe(0);
  });

  it('domain-rules 111, 112, 124: a day that is over is answered as it was, whatever was looked at or revoked since', async () => {
    const { w, first, never } = await checked();
    const of = ({ subject, honour: n }: HonourRow) => ({ organization: 'd1', award: 'medal', subject, honour: n });
    await w.honour({ type: 'CheckHonour', ...of(never), checkedOn: '2026-01-05', passed: true, report: '核2' });
    await w.all(revoking([first]));
    const view = await w.register();
    const then = (day: string) =>
      dueThen(view, adoptionOf(view, 'd1', 'medal')!, day, 100).map(({ row, since }) => `${row.subject} ${since}`);
    const from = '2021-04-26';
    expect(then('2021-04-25')).toEqual([]);
    expect(then('2023-08-27')).toEqual([`p0 ${from}`, `p1 ${from}`, `p2 ${from}`]);
    // p0 is revoked as of 2023-08-28.
    expect(then('2024-12-14')).toEqual([`p1 ${from}`, `p2 ${from}`]);
    expect(then('2026-01-04')).toEqual([`p2 ${from}`]);
    expect(then('2026-12-14')).toEqual([]);
    expect(then('2026-12-15')).toEqual(['p1 2026-12-15']);
  });

  it('domain-rules 111: a failed re-check is due on days after its term, before those nobody looked at', async () => {
    const { w } = await checked();
    const view = await w.register();
    const then = (day: string) => dueThen(view, adoptionOf(view, 'd1', 'medal')!, day, 100);
    for (const day of ['2025-04-01', '2025-04-02', '2026-12-15']) {
      expect(then(day).map(({ row, due, since }) => [row.subject, due, since])).toEqual(await listed(w, day));
    }
  });

  it('nothing is due where no wording holds on the day', async () => {
    const w = world();
    await adopt(w, keptMedal, '2026-01-01');
    await held(w, 1);
    expect(await listed(w, '2025-12-31')).toEqual([]);
    expect(await listed(w, '2026-01-01')).toHaveLength(1);
  });
});

/** A contest, its winner conferred, and a later publication in which the winner is third. */
async function season(awards: readonly unknown[] = [medal, { ...medal, id: 'model', direct: undefined }]) {
  const w = world();
  await adopt(w);
  await w.round(openRound(awards));
  await playContest(w, { entrants: [{ score: '95' }, { score: '90' }, { score: '85' }] });
  await w.react();
  const view = await w.nominations();
  const nominations = allNominationsOf(view, 'r2026', 'medal');
  const ids = nominations.map(({ nomination }) => nomination);
  await w.round({ type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations: ids, omitted: [] });
  const said = { award: 'medal', nominations, decision: '黄工字〔2026〕5号', conferredOn: '2026-04-01', count: 1 };
  const built = await conferralItems({ round: roundRow(await w.nominations(), 'r2026')!, ...said }, w.engine.vault);
  if (!built.ok) throw new Error(built.code);
  await w.all(built.items);
  return w;
}

describe('a place that changed', () => {
  const contest = { competition: 'skills2026', contest: 'turning' };
  const republish = async (w: World, disqualified: string) => {
    await w.entry({
      type: 'DisqualifyEntry',
      ...{ competition: 'skills2026', entry: disqualified, reason: '替考', decided: true },
    } as never);
    await w.competition({ type: 'PublishResults', ...contest, digest: 'e', reason: '更正' } as never);
    await w.replay(notePlaces(w.engine, w.reads));
  };
  it('domain-rules 84: a winner disqualified later is an item for the organizer, and keeps the honour until decided', async () => {
    const w = await season();
    await republish(w, 'e1');
    const { rows, total } = changedPlaces(await w.register(), 'd1', all);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({ subject: 'p1', placeChanged: { was: 1, version: 2, entry: 'e1' } });
    expect(rows[0]!.placeChanged).not.toHaveProperty('rank');
    expect(rows[0]).not.toHaveProperty('revoked');
    const head = await w.engine.store.head();
    await w.replay(notePlaces(w.engine, w.reads));
    expect(await w.engine.store.head()).toBe(head);
    const of = { organization: 'd1', award: 'medal', subject: 'p1', honour: rows[0]!.honour };
    await w.honour({ type: 'KeepHonour', ...of, reason: '待复议' });
    expect(changedPlaces(await w.register(), 'd1', all).total).toBe(0);
  });
  it('domain-rules 84: another place of somebody else changes nothing', async () => {
    const w = await season();
    await republish(w, 'e3');
    expect(changedPlaces(await w.register(), 'd1', all).total).toBe(0);
  });
});

describe('what follows a conferral', () => {
  const model = { ...medal, id: 'model', title: '区劳动模范' } as const;
  const { direct: _direct, ...modelAward } = model;
  it('domain-rules 108: a draft nomination of the award that follows, and no honour', async () => {
    const w = await season([{ ...medal, follows: ['model', 'certificate', 'absent'] }, modelAward, certificate]);
    await w.replay(proposeFollowing(w.engine));
    const view = await w.nominations();
    const [draft, ...more] = allNominationsOf(view, 'r2026', 'model');
    expect(more).toEqual([]);
    expect(draft).toMatchObject({ status: 'proposed', subject: 'p1', basis: { kind: 'chain', award: 'medal' } });
    expect(explainNomination(view, 'r2026', draft!.nomination)?.lines[0]?.zh).toBe(
      '因授予区五一劳动奖章（黄工字〔2026〕5号，2026-04-01）连带提名，不自动授予',
    );
    expect(rollPage(await w.roll(), all).total).toBe(1);
    const head = await w.engine.store.head();
    await w.replay(proposeFollowing(w.engine));
    expect(await w.engine.store.head()).toBe(head);
  });
  it('domain-rules 108: nothing where no award follows', async () => {
    const w = await season();
    const head = await w.engine.store.head();
    await w.replay(proposeFollowing(w.engine));
    expect(await w.engine.store.head()).toBe(head);
  });
  it('domain-rules 108: is answered for a thousand without reading their round a thousand times', async () => {
    const w = await season([{ ...medal, follows: ['model'] }, modelAward]);
    const conferrals = (await w.engine.store.readAll(0, 1_000)).filter(({ type }) => type === 'HonourConferred');
    expect(conferrals.length).toBeGreaterThan(0);
    const reads: number[] = [];
    const store: Engine['store'] = Object.create(w.engine.store, {
      readStream: {
        value: async (stream: string, from?: number) => {
          const events = await w.engine.store.readStream(stream, from);
          if (stream.startsWith('round-')) reads.push(events.length);
          return events;
        },
      },
    }) as Engine['store'];
    const answering = proposeFollowing({ ...w.engine, store, states: new StateCache() });
    for (let n = 0; n < 3; n++) {
      for (const stored of conferrals) await answering.react(decodeRecorded(answering.codec, stored)!);
    }
    expect(reads.filter((events) => events > 0)).toHaveLength(1);
  });
  it('a number in the series that goes with it, once, and none of an honour from before', async () => {
    const w = await season();
    await held(w, 2);
    await w.replay(issueOnConferral(w.engine));
    await w.replay(issueOnConferral(w.engine));
    const certificates = (await rowsOf(w)).flatMap((row) => row.certificates);
    expect(certificates).toEqual([
      { series: 'paper', number: '黄奖章20260001', issuedOn: '2026-04-01', issuers: ['区总工会', '团区委'] },
    ]);
  });
});

describe('what a holder gets', () => {
  const on = (day: string, over: object = {}) => entitlementOn({ conferredOn: '2020-04-28', ...over }, keptMedal, day);
  it('goes by dates: the bonus by the day of conferral, the allowance by the day asked, exactly', () => {
    expect(on('2020-04-27')).toEqual({ benefits: [], once: '0', yearly: '0' });
    expect(on('2020-04-28')).toMatchObject({ once: '5000', yearly: '0' });
    expect(on('2026-01-01')).toMatchObject({ once: '5000', yearly: '3606' });
    expect(on('2026-01-01', { conferredOn: '2021-01-01' })).toMatchObject({ once: '10000', yearly: '3606' });
  });
  it('domain-rules 107: one who had died gets what is given posthumously', () =>
    expect(on('2026-01-01', { conferredOn: '2025-05-01', posthumous: true })).toMatchObject({
      ...{ once: '10000', yearly: '0', benefits: [{ amount: '10000' }] },
    }));
  it('domain-rules 109: ends on the day of the revocation', () => {
    const revoked = { revokedOn: '2026-03-01' } as HonourRow['revoked'];
    expect(on('2026-02-28', { revoked })).toMatchObject({ yearly: '3606' });
    expect(on('2026-03-01', { revoked })).toEqual({ benefits: [], once: '0', yearly: '0' });
  });
});

it('domain-rules 106: the list of a year takes those given at once since the list before', async () => {
  const w = world();
  await adopt(w);
  const receiver = { organization: 'd1', award: 'medal', receiver: 'person' } as const;
  const given = { ...receiver, name: '王填', reason: '抗洪', decision: '黄工字〔2025〕9号' };
  await w.honour({ type: 'ConferInstantly', ...given, subject: 'p1', conferredOn: '2025-08-12' });
  await w.honour({ type: 'ConferInstantly', ...given, subject: 'p2', conferredOn: '2025-04-12' });
  const view = await w.register();
  const listed = (year: number) => singleListed(view, 'd1', 'medal', year).map(({ subject }) => subject);
  expect([listed(2025), listed(2026), listed(2027)]).toEqual([['p2'], ['p1'], []]);
  expect(rollPage(await w.roll(), all).rows.map(({ source }) => source)).toEqual(['instant', 'instant']);
});

it('domain-rules 122: a holder who was erased leaves award, decision, checks and numbers in the register', async () => {
  const w = world();
  await adopt(w);
  await held(w, 1);
  const of = { organization: 'd1', award: 'medal', subject: 'p0', honour: 0 };
  await w.honour({ type: 'CheckHonour', ...of, checkedOn: '2025-03-01', passed: true, report: '核1' });
  await w.certificate({ type: 'IssueCertificate', ...of, series: 'plaque', year: 2019, issuedOn: '2025-03-01' });
  await w.engine.vault.destroy('p0');
  const [row] = await rowsOf(w);
  expect(await openNames(w.engine.vault, row)).toMatchObject({
    ...{ name: '已删除', award: 'medal', decision: '黄工字〔2019〕3号', conferredOn: '2019-04-26' },
    ...{ checks: [{ passed: true }], certificates: [{ number: '黄牌2019001' }] },
  });
});
