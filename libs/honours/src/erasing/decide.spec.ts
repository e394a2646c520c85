import { erasure } from '@xf/access';
import { specFor } from '@xf/es/testing';
import { untyped } from '@xf/es';
import { honour } from '../honour/decide';
import { conferred } from '../testing/examples';
import type { ErasingCommand } from './command';
import { erasingFold, erasingWith } from './decide';
import type { ErasingEvent } from './events';
import { defaultErasurePolicy, groundFor, hashErasurePolicy, loadErasurePolicy, type ErasurePolicy } from './rules';

const given = specFor(erasingWith({ name: '李涛' }), { actor: 'wang' });
const law = { reason: '本人申请', ground: '个人信息保护法第四十七条' };
const on = { organization: 'east', request: 'e1' };
const ask: ErasingCommand = { type: 'RequestErasure', ...on, subject: 'p1', found: 'entry skills/e1', ...law };
const asked: ErasingEvent = { ...ask, type: 'ErasureRequested', name: '李涛', by: 'wang' };
const confirm: ErasingCommand = { type: 'ConfirmErasure', ...on };
const confirmed: ErasingEvent = { type: 'ErasureConfirmed', ...on, subject: 'p1', by: 'zhou' };
const decline: ErasingCommand = { type: 'DeclineErasure', ...on, reason: '查无此人' };
const declined: ErasingEvent = { ...decline, type: 'ErasureDeclined', subject: 'p1', by: 'zhou' };
const zhou = { actor: 'zhou' };

describe('a request to erase', () => {
  it('domain-rules 123: is made by one account and confirmed by another', () => {
    given().when(ask).then(asked);
    given(asked).when(confirm).thenRejected({ code: 'second-account-needed' });
    given(asked).when(confirm, zhou).then(confirmed);
  });

  it('waits once for a person, and is settled once', () => {
    given(asked).when(ask).then();
    given(asked)
      .when({ ...ask, request: 'e2' })
      .thenRejected({ code: 'erasure-requested', request: 'e1' });
    given(asked, declined)
      .when({ ...ask, request: 'e2' })
      .then({ ...asked, request: 'e2' });
    given(asked, confirmed).when(confirm, zhou).thenRejected({ code: 'erasure-closed', status: 'confirmed' });
    given(asked, declined).when(confirm, zhou).thenRejected({ code: 'erasure-closed', status: 'declined' });
    given().when(confirm, zhou).thenRejected({ code: 'erasure-unknown' });
  });

  it('may be declined, also by who made it', () => {
    given(asked).when(decline, zhou).then(declined);
    given(asked)
      .when(decline)
      .then({ ...declined, by: 'wang' });
  });

  it('brings the erasure along with its confirmation and with nothing else, behind the names that stay', () => {
    const state = erasingFold.evolve(erasingFold.initial, asked, 0);
    const keep = { decider: untyped(honour), command: { type: 'KeepHonourName' } };
    const decider = erasingWith({ kept: [keep], keepers: ['p1~honour'] });
    const beside = (command: ErasingCommand) => decider.beside?.(command, state, undefined);
    const erase = { type: 'ErasePerson', subject: 'p1', reason: law.reason };
    const further = { ...erase, subject: 'p1~honour' };
    expect(beside(confirm)).toEqual([keep, ...[erase, further].map((one) => ({ decider: erasure, command: one }))]);
    expect([beside(decline), beside(ask)]).toEqual([[], []]);
  });
});

const policy: ErasurePolicy = {
  ...{ id: 'archives', version: 1, title: '删除办法', cites: [{ document: '档案法' }] },
  kept: [{ field: 'HonourConferred.name', ground: '档案法' }],
};

describe('an erasure policy', () => {
  it('domain-rules 122: keeps what it names by a law it cites; the default keeps nothing', () => {
    expect(loadErasurePolicy(policy)).toEqual({ ok: true, document: policy });
    expect(loadErasurePolicy(defaultErasurePolicy).ok).toBe(true);
    expect(groundFor(policy, 'HonourConferred.name', false)).toBe('档案法');
    expect(groundFor(policy, 'HonourRegistered.name', false)).toBeUndefined();
    expect(groundFor(defaultErasurePolicy, 'HonourConferred.name', false)).toBeUndefined();
  });

  it('domain-rules 122: keeps the name on a revoked honour too, unless it says while it is held', () => {
    const [rule] = policy.kept;
    const held = { ...policy, kept: [{ ...rule!, whileHeld: true }] };
    expect(loadErasurePolicy(held)).toEqual({ ok: true, document: held });
    expect(groundFor(policy, 'HonourConferred.name', true)).toBe('档案法');
    expect(groundFor(held, 'HonourConferred.name', true)).toBeUndefined();
    expect(groundFor(held, 'HonourConferred.name', false)).toBe('档案法');
  });

  it('is pinned with its hash, the same one once', () => {
    const pin: ErasingCommand = { type: 'PinErasurePolicy', organization: 'east', document: policy };
    const hash = hashErasurePolicy(policy);
    const pinned: ErasingEvent = {
      type: 'ErasurePolicyPinned',
      organization: 'east',
      hash,
      document: policy,
      by: 'wang',
    };
    given().when(pin).then(pinned);
    given(pinned).when(pin).then();
  });

  it('names every field it cannot keep, and those named twice', () => {
    const problems = (kept: unknown, over: object = {}) => {
      const loaded = loadErasurePolicy({ ...policy, kept, ...over });
      return loaded.ok ? [] : loaded.problems.map(({ pointer }) => pointer);
    };
    expect(problems([{ field: 'EntrySubmitted.idNumber', ground: '无' }, {}])).toEqual([
      ...['/kept/0/field', '/kept/1', '/kept/1'],
    ]);
    expect(problems([...policy.kept, ...policy.kept])).toEqual(['/kept/1/field']);
    expect(problems([], { cites: [] })).toEqual(['/cites']);
  });
});

it('domain-rules 122: a name that stays is sealed anew, on honours that are there', () => {
  const keep = {
    type: 'KeepHonourName',
    award: 'medal',
    subject: 'p_n1',
    keeper: 'k',
    name: '王填',
    ground: '档案法',
  } as const;
  const honours = [{ revision: 0 }];
  const spec = specFor(honour, { given: undefined as never });
  const { type: _type, ...kept } = { ...keep, honours };
  spec(conferred())
    .when({ ...keep, honours })
    .then({ type: 'HonourNameKept', ...kept });
  spec()
    .when({ ...keep, honours })
    .thenRejected({ code: 'honour-unknown' });
});
