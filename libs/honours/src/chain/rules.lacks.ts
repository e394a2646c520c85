import { sourceOf } from '../cites';
import type { Rejection } from '@xf/es';
import { ineligibilities, type EligibilityDocument } from '../eligibility/rules';
import { partyOf, valueOn, type EligibilityFacts } from '../eligibility/rules.facts';
import { levelOf, levelsNotPassed, type NoticesState } from '../notice/rules.standing';
import { barText, type Barred, type NominationsBarred } from '../fraud/rules';
import { misplacedText, type Misplaced } from '../eligibility/rules.place';
import type { Lack, LackingCandidacy } from './command';
import { employeesAttribute, ownershipAttribute, type ChainDocument, type Consultation, type Paper } from './rules';
import { seatOf, type FiledCandidacy } from './rules.standing';

/** All that a nomination is held against before it goes on. */
export type Examined = {
  readonly chain: ChainDocument;
  readonly eligibility?: EligibilityDocument | undefined;
  /** With the levels of the round, whether they were pinned apart or with the round. */
  readonly notices: NoticesState;
  readonly filed: FiledCandidacy;
  readonly facts: EligibilityFacts;
  readonly misplaced?: Misplaced;
};

/**
 * Everything that keeps a nomination from leaving the level where it stands, in one list: notice, resolution, materials,
 * consultation, eligibility. None means it may go. domain-rules 12, 13, 14, 15, 130.
 */
export const lacksOf = (held: Examined): readonly Lack[] => [...noticeLacks(held), ...paperLacks(held)];

/** The same without the notice of its level: for the last level, whose notice runs after it has accepted. */
export const paperLacks = (held: Examined): readonly Lack[] => [
  ...resolutionLacks(held),
  ...materialLacks(held),
  ...opinionLacks(held),
  ...eligibilityLacks(held),
];

/** A step is refused with the finding itself; whoever looks before it sees it among what is missing. domain-rules 129. */
export const barLack = (bar: Barred): Lack => ({ code: 'barred', of: bar.unit, ...barText(bar) });

/**
 * A refusal of a list as it is told to whoever is recused from some on it: what those lack stays unsaid, not that they lack
 * something. Other refusals stay as they are. domain-rules 44.
 */
export function withoutLacks(rejection: Rejection, hidden: ReadonlySet<string>): Rejection {
  if (rejection.code === 'nominations-barred') {
    const { barred } = rejection as NominationsBarred;
    const told = barred.map((one) => (hidden.has(one.nomination) ? { nomination: one.nomination } : one));
    return { ...rejection, barred: told } as Rejection;
  }
  if (!('lacking' in rejection)) return rejection;
  const told = (rejection.lacking as readonly LackingCandidacy[]).map((one) =>
    hidden.has(one.nomination) ? { ...one, lacks: [] } : one,
  );
  return { ...rejection, lacking: told } as Rejection;
}

/** Where no notice is required at a level, none is waited for but those that ran before and have to run again. domain-rules 12, 39. */
function noticeLacks({ notices, filed }: Examined): readonly Lack[] {
  const { level } = seatOf(filed);
  const upTo = levelOf(notices, level) === undefined ? undefined : level;
  return levelsNotPassed(notices, filed.nomination, upTo).map((of): Lack => {
    const name = levelOf(notices, of)?.name ?? of;
    const zh = `“${name}”尚未期满结束，或有未办结的异议：请先结束公示`;
    return { code: 'notice', of, zh, en: `the notice ${name} is not over without objection: close it first` };
  });
}

function resolutionLacks({ chain, filed, facts }: Examined): readonly Lack[] {
  if (chain.resolution === undefined) return [];
  const { papers, cites } = chain.resolution;
  const attached = papers.filter(({ paper }) => filed.resolutions.some((one) => one.paper === paper));
  if (attached.some((paper) => suffices(paper, facts) === true)) return [];
  const names = papers.map(({ name }) => name).join('、');
  if (attached.length === 0) {
    const source = sourceOf(cites);
    const [zh, en] = [`缺少 ${names} 之一，请附上${source.zh}`, `attach one of: ${names}${source.en}`];
    return [{ code: 'resolution', of: papers.map(({ paper }) => paper).join(','), zh, en }];
  }
  return attached.map((paper): Lack => {
    const { name, belowEmployees = 0 } = paper;
    const source = sourceOf(paper.cites ?? cites);
    if (suffices(paper, facts) === undefined) {
      const zh = `“${name}”只用于职工不足 ${belowEmployees} 人的单位，职工人数不明：请填报 unit.${employeesAttribute}${source.zh}`;
      const en = `${name} is for units below ${belowEmployees} employees: state unit.${employeesAttribute}${source.en}`;
      return { code: 'fact-unknown', of: paper.paper, zh, en };
    }
    const zh = `“${name}”只用于职工不足 ${belowEmployees} 人的单位，请附其他决议${source.zh}`;
    return {
      code: 'resolution',
      of: paper.paper,
      zh,
      en: `${name} is for units below ${belowEmployees} employees only${source.en}`,
    };
  });
}

/** Whether a paper is enough for the unit; undefined where that hangs on a number nobody has told. */
function suffices({ belowEmployees }: Paper, facts: EligibilityFacts): boolean | undefined {
  if (belowEmployees === undefined) return true;
  const told = valueOn(partyOf(facts, 'unit'), employeesAttribute, facts.on);
  return told !== undefined && /^\d{1,9}$/.test(told) ? Number(told) < belowEmployees : undefined;
}

function materialLacks({ chain, filed, facts }: Examined): readonly Lack[] {
  const lacks: Lack[] = [];
  for (const { material, name, obligatory, awards, receivers, cites } of chain.materials ?? []) {
    const asked = (awards?.includes(facts.award) ?? true) && (receivers?.includes(facts.receiver) ?? true);
    if (!obligatory || !asked || filed.materials.some((one) => one.material === material)) continue;
    const source = sourceOf(cites);
    const [zh, en] = [`缺少材料“${name}”，请附上${source.zh}`, `attach the material ${name}${source.en}`];
    lacks.push({ code: 'material', of: material, zh, en });
  }
  return lacks;
}

/** Departments that are asked about a nominee; `unknown` where that hangs on an ownership nobody has told. */
export function departmentsFor(
  { matrix }: Consultation,
  kind: string | undefined,
  ownership: string | undefined,
): { readonly departments: readonly string[]; readonly unknown: boolean } {
  const rows = matrix.filter(({ kinds }) => kind !== undefined && kinds.includes(kind));
  const fitting = rows.filter((row) => row.ownership?.includes(ownership ?? '') ?? true);
  const unknown = ownership === undefined && rows.some((row) => row.ownership !== undefined);
  return { departments: [...new Set(fitting.flatMap(({ departments }) => departments))], unknown };
}

function opinionLacks({ chain, filed, facts }: Examined): readonly Lack[] {
  const { consultation } = chain;
  if (consultation === undefined) return [];
  const names = new Map(consultation.departments.map(({ department, name }) => [department, name]));
  const nameOf = (department: string): string => names.get(department) ?? department;
  const sourceFor = (department: string) =>
    sourceOf(consultation.departments.find((one) => one.department === department)?.cites ?? consultation.cites);
  if (filed.vetoedBy !== undefined) {
    const [name, source] = [nameOf(filed.vetoedBy), sourceFor(filed.vetoedBy)];
    const [zh, en] = [`${name}不同意，一票否决${source.zh}`, `${name} said no, which is a veto${source.en}`];
    return [{ code: 'veto', of: filed.vetoedBy, zh, en }];
  }
  const start = filed.seats.findIndex(({ level }) => level === consultation.from);
  const first = start < 0 ? passedOver(chain, filed, consultation.from) : start;
  if (filed.at < first) return [];
  const ownership = valueOn(partyOf(facts, 'unit'), ownershipAttribute, facts.on);
  const { departments, unknown } = departmentsFor(consultation, filed.kind, ownership);
  const lacks: Lack[] = [];
  if (unknown) {
    const source = sourceOf(consultation.cites);
    const zh = `所在单位的所有制不明，请填报 unit.${ownershipAttribute}${source.zh}`;
    const en = `state unit.${ownershipAttribute} of the unit${source.en}`;
    lacks.push({ code: 'fact-unknown', of: ownershipAttribute, zh, en });
  }
  for (const department of departments) {
    const given = filed.opinions.find((one) => one.department === department);
    if (given?.opinion === 'yes' && !given.late) continue;
    const [name, source] = [nameOf(department), sourceFor(department)];
    const { closesOn } = consultation;
    const until =
      closesOn === undefined ? { zh: '', en: '' } : { zh: `（截止日 ${closesOn}）`, en: ` (closing day ${closesOn})` };
    const zh = given === undefined ? `${name}尚未答复${until.zh}` : `${name}的答复在截止日之后，不作为同意${until.zh}`;
    const en = given === undefined ? `${name} has not answered${until.en}` : `${name} answered too late${until.en}`;
    lacks.push({ code: 'opinion', of: department, zh: `${zh}${source.zh}`, en: `${en}${source.en}` });
  }
  return lacks;
}

/** Where the level of the consultation has nobody, the next one that has somebody asks. */
function passedOver({ levels }: ChainDocument, { seats }: FiledCandidacy, from: string): number {
  const start = levels.findIndex(({ level }) => level === from);
  const above = levels.slice(start).map(({ level }) => level);
  const next = seats.findIndex(({ level }) => above.includes(level));
  return next < 0 ? seats.length - 1 : next;
}

/** Who is not in place is held to no clause yet: what the register says of them is not for whoever filed to read. */
function eligibilityLacks({ eligibility, facts, misplaced }: Examined): readonly Lack[] {
  if (misplaced !== undefined) return [{ code: 'register', of: misplaced.code, ...misplacedText(misplaced) }];
  if (eligibility === undefined) return [];
  return ineligibilities(eligibility, facts).map(({ clause, title, status, fact, zh, en }) => ({
    code: status === 'unknown' ? 'fact-unknown' : 'ineligible',
    of: clause,
    zh: `“${title}”：${zh}（${fact}）`,
    en: `${clause}: ${en} (${fact})`,
  }));
}
