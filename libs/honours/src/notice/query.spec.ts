import { minuteAt } from '@xf/calendar';
import { filed } from '../testing/noticed';
import { dueSet, objections, type ObjectionRow } from './project';
import { overdue } from './query';

const at = (time: string): number => Date.parse(`${time}+08:00`);

it('domain-rules 37: an objection typed late is overdue when its answer could be typed, not before', () => {
  const row = (over: object): ObjectionRow => {
    const recorded = { position: 1, event: filed(over), validAt: 0, recordedAt: 0 };
    return objections.fold(undefined, recorded as never, '')!;
  };
  const answerBy = minuteAt('2024-03-15', '17:00');
  const late = row({ answerBy, recordBy: minuteAt('2024-03-25') });
  const prompt = row({ objection: 'o2', answerBy });
  const placed = [late, prompt].map(
    (one) => objections.places(one, '', () => undefined).find(({ set }) => set === dueSet)?.sort ?? '',
  );
  expect(placed[0]! > placed[1]!).toBe(true);
  const view = { range: () => [prompt, late].map((one) => ({ row: one })) };
  const due = (time: string) => overdue(view as never, at(time), 10).map(({ objection }) => objection);
  expect(due('2024-03-15T17:01:00')).toEqual(['o2']);
  expect(due('2024-03-26T00:00:00')).toEqual(['o2', 'o1']);
});
