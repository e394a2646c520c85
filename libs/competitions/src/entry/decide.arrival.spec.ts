import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { open, plan, submit, turningRules } from '../testing/examples';
import { entry } from './decide';
import type { EntryEvent } from './events';

const minute = 60_000;
const startsAt = Date.parse('2026-05-01T09:00:00+08:00');
const at = { competition: 'skills2026', contest: 'turning' };
const { type: _type, ...content } = plan();
const planned: CompetitionEvent = { type: 'CompetitionPlanned', ...content };
const start: CompetitionEvent = { type: 'StartScheduled', ...at, startsAt };
const frozen: CompetitionEvent = { type: 'ScoresFrozen', ...at };
const opened = (process: object, ...more: CompetitionEvent[]): CompetitionState => {
  const rules = [{ contest: 'turning', hash: JSON.stringify(process), document: { ...turningRules, process } }];
  const events: CompetitionEvent[] = [planned, { type: 'CompetitionOpened', competition: 'skills2026', rules }];
  return [...events, ...more].reduce((s, event) => competition.evolve(s, event, 0), competition.initial);
};

const twenty = { absentAfterMinutes: 20 };
const now = startsAt + 600 * minute;
const given = specFor(entry, { given: opened(twenty, start), now });
const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const on = { ...at, entry: 'e1' };
const checkIn = (minutes: number, dueAt?: number) => ({
  ...({ type: 'CheckInEntry', competition: 'skills2026', entry: 'e1' } as const),
  arrivedAt: (dueAt ?? startsAt) + minutes * minute,
  ...(dueAt === undefined ? {} : { dueAt }),
});
const there = (minutesLate: number, arrivedAt = startsAt + minutesLate * minute, dueAt = startsAt): EntryEvent => ({
  ...{ type: 'EntryCheckedIn', ...on, dueAt, arrivedAt, minutesLate },
});
const absent = (reason: string): EntryEvent => ({ type: 'EntryAbsent', ...on, reason });
const late = absent('迟到 20 分钟：应于 2026-05-01 09:00 到场，实于 2026-05-01 09:20 到场');

describe('who comes late', () => {
  it('domain-rules 52: is absent at twenty minutes by that alone, with both times in the log', () => {
    given(submitted).when(checkIn(20)).then(there(20), late);
    const early = startsAt - 5 * minute;
    given(submitted)
      .when({ ...checkIn(0), arrivedAt: early })
      .then(there(0, early));
  });
  it('domain-rules 52: is not absent a second before', () => {
    const just = startsAt + 20 * minute - 1_000;
    given(submitted)
      .when({ ...checkIn(0), arrivedAt: just })
      .then(there(19, just));
  });
  it('domain-rules 52: is measured by the time of the heat where that has one', () => {
    const dueAt = startsAt + 90 * minute;
    given(submitted)
      .when(checkIn(10, dueAt))
      .then(there(10, dueAt + 10 * minute, dueAt));
    given(submitted)
      .when({ ...checkIn(20), dueAt: startsAt - minute })
      .then(
        there(21, startsAt + 20 * minute, startsAt - minute),
        absent('迟到 21 分钟：应于 2026-05-01 08:59 到场，实于 2026-05-01 09:20 到场'),
      );
  });
  it('domain-rules 52: is measured by the last time that was scheduled, once and for all', () => {
    const moved = { given: opened(twenty, start, { ...start, startsAt: startsAt + 15 * minute }) };
    const arrivedAt = startsAt + 20 * minute;
    given(submitted)
      .when({ ...checkIn(0), arrivedAt }, moved)
      .then(there(5, arrivedAt, startsAt + 15 * minute));
    given(submitted, there(20), late).when(checkIn(20), moved).then();
  });
  it('domain-rules 52: takes no check-ins where the rules call nobody absent for being late', () => {
    given(submitted)
      .when(checkIn(20), { given: opened({}, start) })
      .thenRejected({ code: 'check-in-not-asked' });
  });
});

describe('a check-in', () => {
  it('domain-rules 132: counts once, and is not told otherwise', () => {
    given(submitted, there(5)).when(checkIn(5)).then();
    given(submitted, there(5))
      .when(checkIn(6))
      .thenRejected({ code: 'checked-in', dueAt: startsAt, arrivedAt: startsAt + 5 * minute });
  });
  it('is told anew once the absence is taken back, and only then', () => {
    const back: EntryEvent = { type: 'EntryReinstated', ...on, reason: '计时有误' };
    given(submitted, there(20), late, back).when(checkIn(12)).then(there(12));
    given(submitted, there(5), { type: 'EntryDisqualified', ...on, reason: '违规' }, back)
      .when(checkIn(12))
      .thenRejected({ code: 'checked-in', dueAt: startsAt, arrivedAt: startsAt + 5 * minute });
  });
  it('needs a time to be there by, and a time that has come', () => {
    given(submitted)
      .when(checkIn(5), { given: opened(twenty) })
      .thenRejected({ code: 'start-missing' });
    given(submitted).when(checkIn(601)).thenRejected({ code: 'arrival-to-come', now });
  });
  it('is refused for who is out, and behind the freeze', () => {
    given(submitted, { type: 'EntryWithdrawn', ...on, reason: '伤病' })
      .when(checkIn(5))
      .thenRejected({ code: 'entry-not-competing', status: 'withdrawn' });
    given(submitted)
      .when(checkIn(5), { given: opened(twenty, start, frozen) })
      .thenRejected({ code: 'scores-frozen' });
  });
});

describe('the start of a contest', () => {
  const spec = specFor(competition);
  const rules = [{ contest: 'turning', hash: 'h', document: open().rules[0]!.document as object }];
  const opening: CompetitionEvent = { type: 'CompetitionOpened', competition: 'skills2026', rules };
  const schedule = { type: 'ScheduleStart', ...at, startsAt } as const;

  it('is scheduled once it is open, and moved until the freeze', () => {
    spec(planned).when(schedule).thenRejected({ code: 'competition-not-open' });
    spec(planned, opening).when(schedule).then(start);
    spec(planned, opening, start).when(schedule).then();
    spec(planned, opening, start)
      .when({ ...schedule, startsAt: startsAt + minute })
      .then({ ...start, startsAt: startsAt + minute });
    spec(planned, opening, frozen).when(schedule).thenRejected({ code: 'scores-frozen' });
  });
});
