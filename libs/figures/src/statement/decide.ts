import { accept, noChange, reject, type Decider, type Decision } from '@xf/es';
import { decimalOf, parseDecimal, printDecimal } from '@xf/proposals';
import { statementStream } from '../terms';
import type { StatementCommand, StatementRejection } from './command';
import { statementCodec, type StatementEvent } from './events';

/** What was last said, by what it is about; the source with it, for the same number from elsewhere is another statement. */
export type StatementState = ReadonlyMap<string, string>;

type Answer = Decision<StatementEvent, StatementRejection>;

/** What an organisation states about a year: populations, figures of years not kept here, targets. */
export const statement: Decider<StatementState, StatementCommand, StatementEvent, StatementRejection> = {
  name: 'statement',
  codec: statementCodec,
  stream: ({ organization, year }) => statementStream(organization, year),
  initial: new Map(),
  evolve: (state, event) => new Map(state).set(aboutOf(event), saidBy(event)),
  decide(command, state) {
    const refused = command.type === 'StateFigure' ? valueProblem(command) : targetProblem(command);
    if (refused !== undefined) return refused;
    const event = eventOf(command);
    const before = state.get(aboutOf(event));
    if (before === saidBy(event)) return noChange;
    return before !== undefined && command.reason === undefined ? reject({ code: 'reason-missing' }) : accept(event);
  },
};

const aboutOf = ({ type, figure, series }: StatementEvent): string => `${type}/${figure}/${series ?? ''}`;

function saidBy(event: StatementEvent): string {
  const said = event.type === 'FigureStated' ? [event.value] : [event.growthPercent ?? '', event.atLeast ?? ''];
  return [...said, event.source].join('\n');
}

function valueProblem({ figure, value }: Extract<StatementCommand, { type: 'StateFigure' }>): Answer | undefined {
  const whole = figure !== 'benefit';
  return isFigure(value, whole) ? undefined : reject({ code: 'figure-invalid', field: 'value', whole });
}

function targetProblem(command: Extract<StatementCommand, { type: 'SetTarget' }>): Answer | undefined {
  const { figure, growthPercent, atLeast } = command;
  if ((growthPercent === undefined) === (atLeast === undefined)) return reject({ code: 'target-unclear' });
  if (atLeast !== undefined) {
    const whole = figure !== 'benefit';
    return isFigure(atLeast, whole) ? undefined : reject({ code: 'figure-invalid', field: 'atLeast', whole });
  }
  const growth = parseDecimal(growthPercent ?? '');
  const isGrowth = growth !== undefined && growth >= decimalOf('-100') && growth <= decimalOf('10000');
  return isGrowth ? undefined : reject({ code: 'figure-invalid', field: 'growthPercent', whole: false });
}

function isFigure(text: string, whole: boolean): boolean {
  const value = parseDecimal(text);
  return value !== undefined && value >= 0n && (!whole || !printDecimal(value).includes('.'));
}

function eventOf(command: StatementCommand): StatementEvent {
  const { organization, year, series, source, reason } = command;
  const more = { ...(series === undefined ? {} : { series }), ...(reason === undefined ? {} : { reason }) };
  const on = { organization, year, source, ...more };
  if (command.type === 'StateFigure') {
    const { figure, value } = command;
    return { type: 'FigureStated', ...on, figure, value: plain(value) };
  }
  const { figure, growthPercent, atLeast } = command;
  const said = {
    ...(growthPercent === undefined ? {} : { growthPercent: plain(growthPercent) }),
    ...(atLeast === undefined ? {} : { atLeast: plain(atLeast) }),
  };
  return { type: 'TargetSet', ...on, figure, ...said };
}

/** 0200 and 200 are one figure. */
const plain = (value: string): string => printDecimal(decimalOf(value));
