import { organization } from '@xf/access';
import { execute, type ReadState } from '@xf/es';
import { candidacy } from '../chain/decide';
import { chainRules } from '../testing/chain';
import { medal, openRound, propose, roundRules } from '../testing/examples';
import { world } from '../testing/world';
import { review } from './decide';

const { notice: _notice, ...unposted } = roundRules;
const chain = { levels: chainRules.levels, selfNomination: 'refused' };

it('domain-rules 44: a session reads who filed a nomination, whoever recommended it', async () => {
  const w = world();
  for (const [id, level, parent] of [
    ['p1', 'province', undefined],
    ['u7', 'unit', 'p1'],
  ] as const) {
    const command = { type: 'RegisterOrganization', organization: id, name: id, level } as const;
    const below = parent === undefined ? command : { ...command, parent };
    await execute(w.engine, organization, below, { actor: 'ops', command: `place-${id}` });
  }
  await w.round({ ...openRound([medal]), organization: 'p1', rules: { ...unposted, chain } });
  for (const id of ['n1', 'n2']) {
    await w.recommend(propose(id, { basis: { kind: 'recommendation', by: 'p1', reason: '标兵' } }));
  }
  const on = { round: 'r2026', nomination: 'n1' };
  const filing = { type: 'FileCandidacy', ...on, organization: 'u7', self: false } as const;
  expect(await execute(w.engine, candidacy, filing, { actor: 'desk', command: 'file' })).toMatchObject({
    kind: 'done',
  });
  const { states, store } = w.engine;
  const read: ReadState = (fold, stream) => states.load(store, fold, stream).then(({ state }) => state);
  const opening = {
    session: 's1',
    kind: 'first-audit',
    nominations: ['n1', 'n2'],
    present: [],
    nominators: [],
  } as const;
  const given = await review.given?.({ type: 'OpenSession', round: 'r2026', ...opening }, read);
  expect(given?.filedBy).toEqual(new Map([['n1', 'u7']]));
  expect(given?.organizations.get('u7')).toMatchObject({ status: 'registered', path: ['p1', 'u7'] });
});
