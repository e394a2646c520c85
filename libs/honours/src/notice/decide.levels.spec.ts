import type { NoticeCommand } from './command';
import type { NoticeEvent } from './events';
import { certified } from './rules.standing';
import {
  at,
  round,
  given,
  spec,
  pinned,
  open,
  window,
  opened,
  listing,
  closed,
  province,
  provincial,
  reopened,
  filed,
  verified,
  resolved,
  stateOf,
} from '../testing/noticed';

describe('three levels', () => {
  it('domain-rules 12, 39: the next level begins when the one before is over without open objection', () => {
    const waiting = { code: 'level-not-passed', level: 'base', nominations: ['n1'] } as const;
    spec(pinned()).when(province()).thenRejected(waiting);
    spec(pinned(), opened()).when(province()).thenRejected(waiting);
    spec(pinned(), opened(), filed(), closed()).when(province()).thenRejected(waiting);
    spec(pinned(), opened(), closed()).when(province()).then(provincial);
    spec(pinned(), opened(), filed(), closed(), verified, resolved('kept')).when(province()).then(provincial);
    spec(pinned(), opened(), closed())
      .when(province({ organization: 'd1', level: 'nation' }))
      .thenRejected({ ...waiting, level: 'province' });
  });

  it('domain-rules 12, 39: is posted by who recommends, then by those above them, and the last level by the round', () => {
    const others = { code: 'level-of-others', level: 'base', nominations: ['n1'] } as const;
    const from = (organization: string) => spec(pinned()).when(open({ organization }));
    from('u8').thenRejected(others);
    for (const organization of ['street', 'd1']) from(organization).then(opened({ organization }));
    const own = { ...others, level: 'province' };
    spec(pinned(), opened(), closed())
      .when(province({ organization: 'u7' }))
      .thenRejected(own);
    const through = [pinned(), opened(), closed(), provincial, closed('prov')];
    const nation = province({ notice: 'nat', level: 'nation' });
    spec(...through)
      .when(nation)
      .thenRejected({ ...others, level: 'nation' });
    spec(...through)
      .when({ ...nation, organization: 'd1' })
      .then(opened({ notice: 'nat', organization: 'd1', level: 'nation', entries: listing(['n1']) }));
    const under = (desk: { seats: { level: string; organization: string }[]; path: string[] }) => ({
      given: { ...given, desks: new Map([['n1', desk]]) },
    });
    // Whom nobody recommends has no desk below the round.
    spec(pinned())
      .when(open(), under({ seats: [], path: [] }))
      .thenRejected(others);
    const seats = [
      { level: 'base', organization: 'u7' },
      { level: 'nation', organization: 'street' },
    ];
    const chain = under({ seats, path: ['d1', 'street', 'u7'] });
    spec(pinned())
      .when(open({ organization: 'street' }), chain)
      .thenRejected(others);
    spec(pinned()).when(open(), chain).then(opened());
    spec(...through)
      .when({ ...nation, organization: 'street' }, chain)
      .then(opened({ notice: 'nat', organization: 'street', level: 'nation', entries: listing(['n1']) }));
  });

  it('domain-rules 39: a level that was reopened blocks the next one until it is over again', () => {
    const later = { now: at('2024-03-19T09:00:00') };
    const reopen: NoticeCommand = {
      ...{ type: 'ReopenNotice', round, notice: 'base1' },
      postedOn: '2024-03-18',
      reason: '名单有误',
    };
    spec(pinned(), opened()).when(reopen, later).thenRejected({ code: 'notice-not-closed' });
    spec(pinned(), opened(), closed()).when(reopen, later).then(reopened);
    spec(pinned(), opened(), closed())
      .when({ ...reopen, postedOn: '2024-03-17' }, later)
      .thenRejected({ code: 'reopened-early', until: '2024-03-18' });
    spec(pinned(), opened(), closed(), reopened)
      .when(province())
      .thenRejected({ code: 'level-not-passed', level: 'base', nominations: ['n1'] });
    spec(pinned(), opened(), closed(), reopened)
      .when(province({ postedOn: '2024-03-12' }), later)
      .thenRejected({ code: 'level-not-passed', level: 'base', nominations: ['n1'] });
    spec(pinned(), opened(), closed(), reopened, closed()).when(province()).then(provincial);
  });

  it('domain-rules 12, 39: a level two below that runs again, or needs a new notice, blocks the next one too', () => {
    const through = [pinned(), opened(), closed(), provincial, closed('prov')];
    const nation = province({ notice: 'nat', organization: 'd1', level: 'nation' });
    const blocked = { code: 'level-not-passed', level: 'base', nominations: ['n1'] } as const;
    spec(...through, reopened)
      .when(nation)
      .thenRejected(blocked);
    const adjusted = [filed(), verified, resolved('adjusted')];
    spec(...through, ...adjusted)
      .when(nation)
      .thenRejected(blocked);
    const again = opened({ notice: 'base2', entries: listing(['n1']) });
    spec(...through, ...adjusted, again)
      .when(nation)
      .thenRejected(blocked);
    spec(...through, ...adjusted, again, closed('base2'))
      .when(nation)
      .then(opened({ notice: 'nat', organization: 'd1', level: 'nation', entries: listing(['n1']) }));
    // The first notice runs again for the others on it, and anybody may object once more.
    spec(...through, ...adjusted, again, closed('base2'), reopened)
      .when(nation)
      .thenRejected(blocked);
  });

  it('domain-rules 39, 40: names in its certificate whoever is through every level that came before, too', () => {
    const both = listing(['n1', 'n2']);
    const other = opened({ notice: 'base0', entries: listing(['n2']) });
    const above = { ...provincial, entries: both } as NoticeEvent;
    const through = [pinned(), opened(), closed(), other, closed('base0'), above, closed('prov')];
    const telling = (...events: readonly NoticeEvent[]) => {
      const state = stateOf(...through, ...events);
      const told = certified(state, state.notices.get('prov')!);
      return [[...told.through], told.behind];
    };
    expect(telling()).toEqual([['n1', 'n2'], []]);
    expect(telling(reopened)).toEqual([['n2'], ['n1']]);
    expect(telling(reopened, closed())).toEqual([['n1', 'n2'], []]);
    const upheld = filed({ notice: 'prov' });
    expect(telling(upheld, resolved('cancelled'))).toEqual([['n2'], []]);
  });

  it('is not closed before its last minute is over', () => {
    const close = { type: 'CloseNotice', round, notice: 'base1' } as const;
    spec(pinned(), opened())
      .when(close, { now: at('2024-03-18T23:59:59') })
      .thenRejected({ code: 'notice-running', until: window.closesAt });
    spec(pinned(), opened())
      .when(close, { now: at('2024-03-19T00:00:00') })
      .then(closed());
    spec(pinned(), opened(), closed()).when(close).thenRejected({ code: 'notice-not-open' });
    spec(pinned()).when(close).thenRejected({ code: 'notice-unknown' });
  });
});
