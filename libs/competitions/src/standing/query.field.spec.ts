import type { Rules } from '@xf/rules';
import { loadRuleDocument } from '../competition/rules';
import { turningRules } from '../testing/examples';
import { inputUnder, type FieldEntry } from './query.field';

const rulesWith = (process: object): Rules => {
  const loaded = loadRuleDocument({ ...turningRules, process });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.rules;
};
const remark = rulesWith({ remark: [{ value: 'practice', spread: '5' }] });
const silent = rulesWith({});

const marks = { practice: { J1: '80', J2: '90' } };
const entryAs = (status: FieldEntry['input']['status'], over: object = {}): FieldEntry => ({
  row: { status: status.kind === 'held' ? 'competing' : status.kind, marks: {}, ...over } as FieldEntry['row'],
  input: { entry: 'e1', number: 'A1', marks, status },
});
const competing = { kind: 'competing' } as const;
const held = { kind: 'held', reason: 'practice' } as const;
const statusIn = (draft: Rules, entry: FieldEntry) => inputUnder(draft, entry).status.kind;

describe('what a draft sees of an entry', () => {
  it('domain-rules 65: holds and lets go by what the draft says of marks that lie too far apart', () => {
    expect(statusIn(remark, entryAs(competing))).toBe('held');
    expect(statusIn(silent, entryAs(held))).toBe('competing');
    expect(statusIn(remark, entryAs(held))).toBe('held');
    expect(statusIn(silent, entryAs(competing))).toBe('competing');
  });
  it('leaves alone what stands as it is, and who is out', () => {
    expect(statusIn(remark, entryAs(competing, { stands: ['practice'] }))).toBe('competing');
    expect(statusIn(remark, entryAs({ kind: 'vetoed', reason: '事故' }))).toBe('vetoed');
  });
});
