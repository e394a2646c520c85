import { turningRules } from '../testing/examples';
import { hashRuleDocument, rulesOf } from './rules';

const broken = { ...turningRules, values: [] };

it('a pinned document is checked like a new one where its hash names another', () => {
  expect(() => rulesOf({ hash: hashRuleDocument(turningRules), document: broken })).toThrow('does not load');
  expect(rulesOf({ hash: hashRuleDocument(turningRules), document: turningRules }).document).toEqual(turningRules);
});
