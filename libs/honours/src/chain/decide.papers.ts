import { accept, noChange, reject, sha256, type Decision, type Instant } from '@xf/es';
import { askedOf, type EligibilityDocument } from '../eligibility/rules';
import type { PartyName } from '../eligibility/rules.facts';
import { holdsIdNumber } from '../notice/rules';
import { dayOf, isDay, type Day } from '../terms';
import type { AttachMaterial, AttachResolution, CandidacyRejection, RecordOpinion, StateFacts } from './command';
import type { CandidacyEvent } from './events';
import { charactersIn, employeesAttribute, ownershipAttribute, type ChainDocument } from './rules';
import { seatOf, type FiledCandidacy } from './rules.standing';

type Answer = Decision<CandidacyEvent, CandidacyRejection>;
type Who = { readonly now: Instant; readonly actor: string };
type Rules = { readonly chain: ChainDocument; readonly eligibility?: EligibilityDocument | undefined };

/** Papers change where a nomination is prepared: at its first level, or where it was returned to. */
function notEditable(filed: FiledCandidacy): CandidacyRejection | undefined {
  const { stage, vetoedBy } = filed;
  if (vetoedBy !== undefined) return { code: 'candidacy-vetoed', department: vetoedBy };
  return stage === 'preparing' ? undefined : { code: 'candidacy-not-editable', level: seatOf(filed).level, stage };
}

type Field = { readonly pointer: string; readonly day: Day | undefined };

/** Every day that is none, or that has not come. */
function badDays(fields: readonly Field[], now: Instant): CandidacyRejection | undefined {
  const today = dayOf(now);
  const bad = fields.flatMap(({ pointer, day }) => {
    if (day === undefined || (isDay(day) && day <= today)) return [];
    return [{ pointer, ahead: isDay(day) }];
  });
  return bad.length > 0 ? { code: 'bad-days', fields: bad } : undefined;
}

function shownNumbers(texts: readonly (readonly [pointer: string, text: string])[]): CandidacyRejection | undefined {
  const pointers = texts.filter(([, text]) => holdsIdNumber(text)).map(([pointer]) => pointer);
  return pointers.length > 0 ? { code: 'text-holds-id', pointers } : undefined;
}

/** What may be stated of a party: what the clauses ask, and of the unit what the chain goes by. domain-rules 119. */
export function statable({ chain, eligibility }: Rules, of: PartyName) {
  const asked = eligibility === undefined ? { attributes: [], bars: [] } : askedOf(eligibility, of);
  const own: string[] = [];
  if (of === 'unit' && chain.consultation?.matrix.some((row) => row.ownership !== undefined))
    own.push(ownershipAttribute);
  if (of === 'unit' && chain.resolution?.papers.some((one) => one.belowEmployees !== undefined)) {
    own.push(employeesAttribute);
  }
  return { attributes: [...new Set([...asked.attributes, ...own])], bars: asked.bars };
}

export function stateFacts(command: StateFacts, filed: FiledCandidacy, rules: Rules, { now, actor }: Who): Answer {
  const { round, nomination, nominee, unit, bars, document } = command;
  const locked = notEditable(filed);
  if (locked !== undefined) return reject(locked);
  if (nominee.length + unit.length + bars.length === 0) return reject({ code: 'facts-missing' });
  const asked = { nominee: statable(rules, 'nominee'), unit: statable(rules, 'unit') };
  const stray = [
    ...(['nominee', 'unit'] as const).flatMap((of) =>
      command[of].flatMap(({ attribute }, n) =>
        asked[of].attributes.includes(attribute)
          ? []
          : [{ pointer: `/${of}/${n}/attribute`, asked: asked[of].attributes }],
      ),
    ),
    ...bars.flatMap(({ of, bar }, n) =>
      asked[of].bars.includes(bar) ? [] : [{ pointer: `/bars/${n}/bar`, asked: asked[of].bars }],
    ),
  ];
  if (stray.length > 0) return reject({ code: 'fact-not-asked', facts: stray });
  const days = (['nominee', 'unit'] as const).flatMap((of) =>
    command[of].map(({ from }, n) => ({ pointer: `/${of}/${n}/from`, day: from })),
  );
  const ofBars = bars.flatMap(({ on, cleared }, n) => [
    { pointer: `/bars/${n}/on`, day: on },
    { pointer: `/bars/${n}/cleared`, day: cleared },
  ]);
  const values = (['nominee', 'unit'] as const).flatMap((of) =>
    command[of].map(({ value }, n) => [`/${of}/${n}/value`, value] as const),
  );
  const wrong = badDays([...days, ...ofBars], now) ?? shownNumbers([...values, ['/document', document]]);
  if (wrong !== undefined) return reject(wrong);
  return accept({ type: 'FactsStated', round, nomination, nominee, unit, bars, document, by: actor });
}

/** domain-rules 15. */
export function attachMaterial(command: AttachMaterial, filed: FiledCandidacy, chain: ChainDocument, who: Who): Answer {
  const { round, nomination, material, text } = command;
  const locked = notEditable(filed);
  if (locked !== undefined) return reject(locked);
  const known = chain.materials ?? [];
  const found = known.find((one) => one.material === material);
  if (found === undefined) return reject({ code: 'material-unknown', materials: known.map((one) => one.material) });
  const shown = shownNumbers([['/text', text]]);
  if (shown !== undefined) return reject(shown);
  const characters = charactersIn(text);
  const { max, over } = found.characters ?? { max: Infinity, over: 'warn' };
  if (characters > max && over === 'refuse') return reject({ code: 'material-too-long', characters, max });
  const { subject } = filed;
  return accept({
    type: 'MaterialAttached',
    ...{ round, nomination, subject, material, text, characters },
    ...{ sha256: sha256(text), over: characters > max, by: who.actor },
  });
}

/** domain-rules 14. */
export function attachResolution(
  command: AttachResolution,
  filed: FiledCandidacy,
  chain: ChainDocument,
  { now, actor }: Who,
): Answer {
  const { round, nomination, paper, number, on } = command;
  const locked = notEditable(filed);
  if (locked !== undefined) return reject(locked);
  const papers = chain.resolution?.papers.map((one) => one.paper) ?? [];
  if (!papers.includes(paper)) return reject({ code: 'paper-unknown', papers });
  const wrong = badDays([{ pointer: '/on', day: on }], now) ?? shownNumbers([['/number', number]]);
  if (wrong !== undefined) return reject(wrong);
  if (filed.resolutions.some((one) => one.paper === paper && one.number === number && one.on === on)) return noChange;
  return accept({ type: 'ResolutionAttached', round, nomination, paper, number, on, by: actor });
}

/** Any level that holds the nomination may ask around, also before it has accepted it. domain-rules 13, 130. */
export function recordOpinion(
  command: RecordOpinion,
  filed: FiledCandidacy,
  { consultation }: ChainDocument,
  { now, actor }: Who,
): Answer {
  const { round, nomination, department, opinion, on, document, reason } = command;
  const { vetoedBy } = filed;
  // Only who said no takes it back, for a reason that stays.
  const lifts = vetoedBy === department && opinion === 'yes';
  if (vetoedBy !== undefined && !lifts) return reject({ code: 'candidacy-vetoed', department: vetoedBy });
  const rows = consultation?.matrix.filter(({ kinds }) => filed.kind !== undefined && kinds.includes(filed.kind)) ?? [];
  const asked = [...new Set(rows.flatMap(({ departments }) => departments))];
  if (!asked.includes(department)) return reject({ code: 'department-not-asked', departments: asked });
  const wrong = badDays([{ pointer: '/on', day: on }], now) ?? shownNumbers([['/document', document]]);
  if (wrong !== undefined) return reject(wrong);
  if ((opinion === 'no' || lifts) && (reason === undefined || reason.trim() === ''))
    return reject({ code: 'reason-missing' });
  const { subject } = filed;
  const late = consultation?.closesOn !== undefined && on > consultation.closesOn;
  const answer: CandidacyEvent = {
    type: 'OpinionRecorded',
    ...{ round, nomination, subject, department, opinion, on, document, late },
    ...(reason === undefined ? {} : { reason }),
    by: actor,
  };
  if (lifts) return accept(answer, { type: 'VetoLifted', round, nomination, department, by: actor });
  if (opinion === 'yes') return accept(answer);
  return accept(answer, { type: 'Vetoed', round, nomination, department, by: actor });
}
