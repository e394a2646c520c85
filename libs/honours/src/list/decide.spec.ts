import { specFor } from '@xf/es/testing';
import type { ListCommand, ListContext, PrepareList } from './command';
import { listsFor } from './decide';
import type { ListEvent, ListPrepared } from './events';
import { inPublic, isShownTo, limitsOf, standingOf, type RoundLists } from './rules';

const now = Date.parse('2026-05-01T09:00:00+08:00');
const minute = 60_000;
const gathered = {
  ...{ position: 7, asOf: now, rowsHash: 'sha256:1', masks: [] },
  counts: [
    { award: 'certificate', count: 2 },
    { award: 'medal', count: 4 },
  ],
};
const limits = { personal: [] };
const as = (context: ListContext) => specFor(listsFor(context), { now, actor: 'wang' });
const read = { ...gathered, limits };
const given = as({ roles: ['organizer'], gathered: read });
const publicity = as({ roles: ['publicity'], gathered: read });

const asked = (over: Partial<PrepareList> = {}): PrepareList => ({
  ...{ type: 'PrepareList', organization: 'east', list: 'may', title: '拟表彰名单', purpose: 'notice', filter: {} },
  ...{ names: 'surname-strokes', columns: ['number', 'award', 'name'], stated: gathered.counts },
  endsOn: '2026-05-31',
  ...over,
});
const prepared = (over: Partial<ListPrepared> = {}): ListPrepared => {
  const { type: _type, stated: _stated, ...said } = asked();
  return { type: 'ListPrepared', ...said, ...gathered, total: 6, version: 1, by: 'wang', ...over };
};
const download = (over: object = {}): ListCommand => ({
  ...{ type: 'DownloadList', organization: 'east', list: 'may', version: 1, format: 'xlsx' },
  ...over,
});
const downloaded = (over: object = {}): ListEvent =>
  ({ ...download(over), type: 'ListDownloaded', by: 'wang' }) as never;

describe('preparing a list', () => {
  it('domain-rules 124: numbers versions and records all it takes to make the list again', () => {
    given().when(asked()).then(prepared());
    given(prepared())
      .when(asked())
      .then(prepared({ version: 2 }));
    given(prepared({ list: 'june' }))
      .when(asked())
      .then(prepared());
  });

  it('domain-rules 116: other counts than stated make nothing, also of an award nobody mentioned', () => {
    const stated = [
      { award: 'medal', count: 7 },
      { award: 'flag', count: 0 },
    ];
    const differing = [
      { award: 'medal', stated: 7, listed: 4 },
      { award: 'certificate', stated: 0, listed: 2 },
    ];
    given().when(asked({ stated })).thenRejected({ code: 'count-differs', differing });
  });

  it('domain-rules 119: publicity that asks for an ID number or a phone gets nothing, and it is recorded', () => {
    const columns = ['name', 'idNumber', 'phone'] as const;
    const denied: ListEvent = {
      ...{ type: 'ListDenied', organization: 'east', list: 'may', purpose: 'internal' },
      ...{ columns: ['idNumber', 'phone'], by: 'wang' },
    };
    publicity()
      .when(asked({ purpose: 'internal', columns }))
      .then(denied);
    as({ roles: ['publicity', 'organizer'], gathered: read })()
      .when(asked({ purpose: 'internal', columns }))
      .thenRejected({ code: 'column-not-held', columns: ['idNumber', 'phone'] });
    publicity(denied).when(asked()).then(prepared());
  });

  it('refuses a list of nobody and an end before the list is out', () => {
    as({ roles: ['organizer'], gathered: { ...read, counts: [] } })()
      .when(asked({ stated: [] }))
      .thenRejected({ code: 'list-empty' });
    given()
      .when(asked({ endsOn: '2026-02-30' }))
      .thenRejected({ code: 'no-such-day' });
    given()
      .when(asked({ endsOn: '2026-04-30' }))
      .thenRejected({ code: 'term-over' });
    const embargoUntil = now + 24 * 60 * minute;
    given()
      .when(asked({ endsOn: '2026-05-01', embargoUntil }))
      .thenRejected({ code: 'term-over' });
    given()
      .when(asked({ endsOn: '2026-05-02', embargoUntil }))
      .then(prepared({ endsOn: '2026-05-02', embargoUntil }));
  });
});

/** A round whose document says this of lists. */
const under = (document: RoundLists, roles: ListContext['roles'] = ['organizer']) =>
  as({ roles, gathered: { ...gathered, limits: limitsOf([document]) } });

describe('what stands beside a name', () => {
  const columns = ['name', 'ethnicity', 'gender', 'birthYear'] as const;
  const both = { personal: ['gender', 'birthYear'] } as const;

  it('domain-rules 118: is published as far as the round document says, an ethnicity without it', () => {
    given()
      .when(asked({ columns }))
      .thenRejected({ code: 'column-not-printed', columns: ['gender', 'birthYear'] });
    given()
      .when(asked({ columns: ['name', 'ethnicity'] }))
      .then(prepared({ columns: ['name', 'ethnicity'] }));
    under({ personal: ['gender'] })()
      .when(asked({ columns }))
      .thenRejected({ code: 'column-not-printed', columns: ['birthYear'] });
    under(both)().when(asked({ columns })).then(prepared({ columns }));
    given()
      .when(asked({ columns, purpose: 'internal' }))
      .then(prepared({ columns, purpose: 'internal' }));
  });

  it('domain-rules 119: publicity gets it where the document prints it; asking for more is denied and recorded', () => {
    under(both, ['publicity'])().when(asked({ columns })).then(prepared({ columns }));
    for (const purpose of ['notice', 'internal'] as const) {
      const denied = { type: 'ListDenied', organization: 'east', list: 'may', purpose, by: 'wang' } as const;
      publicity()
        .when(asked({ columns, purpose }))
        .then({ ...denied, columns: ['gender', 'birthYear'] });
      under(both, ['publicity'])()
        .when(asked({ columns: [...columns, 'phone'], purpose }))
        .then({ ...denied, columns: ['phone'] });
    }
  });

  it('is allowed by all documents of a list together, and by none for an honour outside a round', () => {
    expect(limitsOf([both, { personal: ['gender'], shownDays: 9 }, { ...both, shownDays: 7 }])).toEqual({
      personal: ['gender'],
      shownDays: 7,
    });
    expect(limitsOf([both, undefined])).toEqual({ personal: [] });
    expect(limitsOf([])).toEqual({ personal: [] });
  });
});

describe('the end of what is published', () => {
  const open = (over: Partial<PrepareList> = {}): PrepareList => {
    const { endsOn: _endsOn, ...said } = asked(over);
    return said;
  };

  it('is stated, or the one the document gives, and not later than that', () => {
    given().when(open()).thenRejected({ code: 'end-missing' });
    for (const purpose of ['roll', 'decision'] as const)
      given().when(open({ purpose })).thenRejected({ code: 'end-missing' });
    under({ shownDays: 7 })()
      .when(open())
      .then(prepared({ endsOn: '2026-05-08' }));
    const embargoUntil = now + 24 * 60 * minute;
    under({ shownDays: 7 })()
      .when(open({ embargoUntil }))
      .then(prepared({ endsOn: '2026-05-09', embargoUntil }));
    under({ shownDays: 7 })().when(asked()).thenRejected({ code: 'term-long', last: '2026-05-08' });
    under({ shownDays: 7 })()
      .when(asked({ endsOn: '2026-05-08' }))
      .then(prepared({ endsOn: '2026-05-08' }));
  });

  it('is not needed inside the union', () => {
    const { endsOn: _endsOn, ...internal } = prepared({ purpose: 'internal' });
    given()
      .when(open({ purpose: 'internal' }))
      .then(internal);
  });

  it('ends the list for the public: no older version comes in its place', () => {
    const versions = [prepared(), prepared({ version: 2, endsOn: '2026-05-02' })];
    const later = now + 2 * 24 * 60 * minute;
    expect(inPublic(versions, now)).toEqual({ shown: versions[1] });
    expect(inPublic(versions, later)).toEqual({ over: '2026-05-02' });
    const withdrawn = versions.map((one) => (one.version === 2 ? { ...one, withdrawn: true as const } : one));
    expect(inPublic(withdrawn, later)).toEqual({ shown: versions[0] });
    const third = prepared({ version: 3, embargoUntil: later + 1 });
    expect(inPublic([...versions, third], now)).toEqual({ shown: versions[1] });
    expect(inPublic([prepared({ purpose: 'internal' }), third], now)).toBeUndefined();
  });
});

describe('taking a list away', () => {
  it('is recorded with who, which version and which format', () => {
    publicity(prepared(), prepared({ version: 2 }))
      .when(download({ version: 2 }))
      .then(downloaded({ version: 2 }));
    given(prepared(), prepared({ version: 2 }))
      .when(download({ version: 2, format: 'docx', against: 1 }))
      .then(downloaded({ version: 2, format: 'docx', against: 1 }));
    given(prepared())
      .when(download({ version: 2 }))
      .thenRejected({ code: 'list-unknown' });
    given(prepared())
      .when(download({ against: 3 }))
      .thenRejected({ code: 'list-unknown' });
  });

  it('waits for its minute with publicity, and ends with its last day for everybody', () => {
    const embargoed = prepared({ embargoUntil: now + 1 });
    publicity(embargoed).when(download()).thenRejected({ code: 'list-unknown' });
    publicity(embargoed)
      .when(download(), { now: now + 1 })
      .then(downloaded());
    given(embargoed).when(download()).then(downloaded());
    const ended = prepared({ endsOn: '2026-04-30' });
    given(ended).when(download()).thenRejected({ code: 'list-over', endsOn: '2026-04-30' });
    publicity(prepared({ purpose: 'internal' }))
      .when(download())
      .thenRejected({ code: 'list-unknown' });
  });
});

describe('withdrawing a version', () => {
  const said = { organization: 'east', list: 'may', version: 1, reason: '有误' };
  const withdrawn: ListEvent = { type: 'ListWithdrawn', ...said, by: 'wang' };

  it('is recorded with its reason, once, and of a version there is', () => {
    given(prepared())
      .when({ type: 'WithdrawList', ...said })
      .then(withdrawn);
    given(prepared(), withdrawn)
      .when({ type: 'WithdrawList', ...said })
      .thenRejected({ code: 'list-withdrawn' });
    given(prepared())
      .when({ type: 'WithdrawList', ...said, version: 2 })
      .thenRejected({ code: 'list-unknown' });
  });

  it('ends what is given out, and leaves the other versions', () => {
    given(prepared(), withdrawn).when(download()).thenRejected({ code: 'list-withdrawn' });
    publicity(prepared(), withdrawn).when(download()).thenRejected({ code: 'list-unknown' });
    given(prepared(), prepared({ version: 2 }), withdrawn)
      .when(download({ version: 2 }))
      .then(downloaded({ version: 2 }));
    const shown = (reader: 'working' | 'publicity' | 'public') =>
      isShownTo(reader, { purpose: 'notice', withdrawn: true }, now);
    expect([shown('working'), shown('publicity'), shown('public')]).toEqual([true, false, false]);
  });
});

it('a list is out from its minute to the end of its last day', () => {
  const term = { embargoUntil: now, endsOn: '2026-05-02' };
  const end = Date.parse('2026-05-03T00:00:00+08:00');
  expect([now - 1, now, end - 1, end].map((at) => standingOf(term, at))).toEqual(['embargoed', 'out', 'out', 'over']);
  const shown = (reader: 'working' | 'publicity' | 'public', over: object = {}) =>
    [now - 1, now, end].map((at) => isShownTo(reader, { ...term, purpose: 'notice', ...over }, at));
  expect(shown('working')).toEqual([true, true, true]);
  expect(shown('publicity')).toEqual([false, true, true]);
  expect(shown('public')).toEqual([false, true, false]);
  expect([...shown('public', { purpose: 'internal' }), ...shown('publicity', { purpose: 'internal' })]).not.toContain(
    true,
  );
});
