import { specFor } from '@xf/es/testing';
import type { StatementCommand } from './command';
import { statement } from './decide';
import type { StatementEvent } from './events';

const given = specFor(statement);

const on = { organization: 'city', year: 2026, source: '市统计年鉴 2026' };
const all: StatementCommand = { type: 'StateFigure', ...on, figure: 'unitsInAll', value: '12000' };
const stated: StatementEvent = { type: 'FigureStated', ...on, figure: 'unitsInAll', value: '12000' };
const grow: StatementCommand = { type: 'SetTarget', ...on, figure: 'units', growthPercent: '10' };
const set: StatementEvent = { type: 'TargetSet', ...on, figure: 'units', growthPercent: '10' };

describe('a statement', () => {
  it('domain-rules 100: says how many there are in all, and from what document', () => {
    given().when(all).then(stated);
    given()
      .when({ ...all, value: '012000' })
      .then(stated);
  });

  it('says the same twice as once, and something else only with a reason', () => {
    given(stated).when(all).then();
    given(stated)
      .when({ ...all, value: '12500' })
      .thenRejected({ code: 'reason-missing' });
    given(stated)
      .when({ ...all, source: '另一年鉴' })
      .thenRejected({ code: 'reason-missing' });
    given(stated)
      .when({ ...all, value: '12500', reason: '补统计' })
      .then({ ...stated, value: '12500', reason: '补统计' });
  });

  it('about a series is another statement', () => {
    given(stated)
      .when({ ...all, series: 'ankang', value: '400' })
      .then({ ...stated, series: 'ankang', value: '400' });
  });

  it.each(['-1', '1.5', '1234567890123456'])('refuses %s units', (value) => {
    given()
      .when({ ...all, value })
      .thenRejected({ code: 'figure-invalid', field: 'value', whole: true });
  });

  it('takes a benefit in parts of 万元', () => {
    const benefit = { ...all, figure: 'benefit', value: '5038.25' } as const;
    given()
      .when(benefit)
      .then({ ...stated, figure: 'benefit', value: '5038.25' });
    given()
      .when({ ...benefit, value: '0.1234567' })
      .thenRejected({ code: 'figure-invalid', field: 'value', whole: false });
  });

  it('domain-rules 103: a target is a growth or a value, one of them', () => {
    given().when(grow).then(set);
    given(set).when(grow).then();
    const { growthPercent: _none, ...bare } = grow;
    given().when(bare).thenRejected({ code: 'target-unclear' });
    given()
      .when({ ...grow, atLeast: '220' })
      .thenRejected({ code: 'target-unclear' });
    given(set)
      .when({ ...bare, atLeast: '220' })
      .thenRejected({ code: 'reason-missing' });
    given()
      .when({ ...bare, atLeast: '22.5' })
      .thenRejected({ code: 'figure-invalid', field: 'atLeast', whole: true });
    for (const growthPercent of ['-100.1', '10000.1', '0.1234567'])
      given()
        .when({ ...grow, growthPercent })
        .thenRejected({ code: 'figure-invalid', field: 'growthPercent', whole: false });
    given()
      .when({ ...grow, growthPercent: '-5' })
      .then({ ...set, growthPercent: '-5' });
  });
});
