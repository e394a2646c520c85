import type { EntrySubmitted } from '@xf/competitions';
import { refOf, type EventShape, type Position, type Recorded } from '@xf/es';
import { changed, type JoiningEvent, type ProposalEvent, type ProposalSubmitted } from '@xf/proposals';
import type { EntrantRow, Entered, JoiningRow, ProposalRow, Step, YearRow } from './project.rows';

/** Everybody who takes part by an entry. A team's members are people like those who enter alone. */
export function entrantsOf({ kind, subject, title, unit, members = [] }: EntrySubmitted): readonly string[] {
  const own = kind === 'unit' ? title : unit;
  const people = new Set(members.map(({ person }) => `person/${person}`));
  if (kind === 'person') people.add(`person/${subject}`);
  return [
    ...people,
    ...(kind === 'team' ? [`team/${subject}`] : []),
    ...(own === undefined ? [] : [`unit/${own.trim()}`]),
  ];
}

export function foldEntrant(
  row: YearRow | undefined,
  event: EntrySubmitted,
  recorded: Recorded<EventShape>,
  key: string,
): YearRow | undefined {
  const known = entrantOf(row) ?? newEntrant(recorded.position, key, entrantsOf(event));
  const { competition, contest } = event;
  const at = known.entered.findIndex((one) => one.competition === competition && one.contest === contest);
  const before = known.entered[at];
  const first = before ?? { event: refOf(recorded), at: recorded.position, entries: 0 };
  const { event: firstEvent, at: firstAt, entries } = first;
  const now: Entered = { competition, contest, event: firstEvent, at: firstAt, entries: entries + 1 };
  const entered =
    before === undefined ? [...known.entered, now] : known.entered.map((one, n) => (n === at ? now : one));
  return { ...known, entered };
}

const entrantOf = (row: YearRow | undefined): EntrantRow | undefined =>
  row?.row === 'person' || row?.row === 'team' || row?.row === 'unit' ? row : undefined;

/** Several may come in with one event; their order in it tells their places apart without naming anybody. */
function newEntrant(position: Position, key: string, keys: readonly string[]): EntrantRow {
  const slash = key.indexOf('/');
  const row = key.slice(0, slash) as EntrantRow['row'];
  const place = `${String(position).padStart(15, '0')}/${String(keys.indexOf(key)).padStart(4, '0')}`;
  return { row, ...(row === 'unit' ? { name: key.slice(slash + 1) } : {}), place, entered: [], proposed: [] };
}

export function foldProposer(
  row: YearRow | undefined,
  event: ProposalSubmitted,
  recorded: Recorded<EventShape>,
  key: string,
): YearRow | undefined {
  const keys = event.proposers.map(({ person }) => `person/${person}`);
  const known = entrantOf(row) ?? newEntrant(recorded.position, key, keys);
  const { campaign, unit } = event;
  if (known.proposed.some((one) => one.campaign === campaign && one.unit === unit)) return known;
  return { ...known, proposed: [...known.proposed, { campaign, unit, event: refOf(recorded) }] };
}

export function foldJoining(
  row: YearRow | undefined,
  event: JoiningEvent,
  recorded: Recorded<EventShape>,
): YearRow | undefined {
  const ref = refOf(recorded);
  const { campaign, unit } = event;
  if (event.type === 'UnitJoined') {
    const { headCount } = event;
    const none = { benefit: '0', benefitEvents: [] };
    return { row: 'joining', campaign, unit, at: recorded.position, headCount, ...none, events: [ref] };
  }
  return row?.row === 'joining' ? { ...row, headCount: event.to, events: [...row.events, ref] } : row;
}

export function withBenefit(
  row: YearRow | undefined,
  event: Extract<ProposalEvent, { type: 'BenefitVerified' | 'BenefitCorrected' }>,
  ref: string,
): JoiningRow | undefined {
  if (row?.row !== 'joining') return undefined;
  const benefit =
    event.type === 'BenefitVerified' ? changed(row.benefit, event.benefit) : changed(row.benefit, event.to, event.from);
  return { ...row, benefit, benefitEvents: [...row.benefitEvents, ref] };
}

const stepOf = {
  ProposalSubmitted: 'proposed',
  ProposalAdopted: 'adopted',
  ProposalDeclined: 'declined',
  ProposalImplemented: 'implemented',
  BenefitVerified: 'verified',
} as const satisfies Readonly<Record<string, Step>>;

export function withStep(
  row: YearRow | undefined,
  event: ProposalEvent,
  recorded: Recorded<EventShape>,
): ProposalRow | undefined {
  if (event.type === 'ProposalSubmitted') {
    const { campaign, unit, proposal, number, title } = event;
    const steps = { proposed: [recorded.position, refOf(recorded)] } as const;
    return { row: 'proposal', campaign, unit, proposal, number, title, steps };
  }
  if (row?.row !== 'proposal' || !(event.type in stepOf)) return row?.row === 'proposal' ? row : undefined;
  const step = stepOf[event.type as keyof typeof stepOf];
  return { ...row, steps: { ...row.steps, [step]: [recorded.position, refOf(recorded)] } };
}
