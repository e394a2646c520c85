import type { Instant } from '@xf/es';
import type { Problem } from '@xf/rules';
import type { AmendedPart, ProposedStatus } from './events';
import type {
  CodesOnly,
  ContestRefusal,
  HeadJudgeRefusal,
  Member,
  MovedFrom,
  Origin,
  ReceiverKind,
  Source,
} from '../terms';

type On = { competition: string; entry: string };

export type SubmitEntry = On & {
  type: 'SubmitEntry';
  contest: string;
  /** The entry's number in its contest (参赛编号), unique there; what sheets and files call it. */
  number: string;
  group?: string;
  kind: ReceiverKind;
  /** Opaque id of the person, team or unit. */
  subject: string;
  name: string;
  unit?: string;
  idNumber?: string;
  phone?: string;
  members?: readonly Member[];
  /** Numbers the rule document asks of an entry (difficulty, last year's figure). */
  attributes?: Readonly<Record<string, string>>;
  /** Absent for whoever enters without having competed before. */
  from?: Origin;
  /** Absent for whoever entered this contest at first. */
  movedFrom?: MovedFrom;
};

/** A signed sanction or a decided appeal carries it out, which takes two people already. Never asked for from outside. */
type Decided = { decided?: true };

/** By a code: a judge marked one, or it stands on a sheet of codes. Never asked for from outside. domain-rules 80. */
type ByCode = { coded?: true };

export type Score = { criterion: string; slot: string; value: string };

export type EntryCommand =
  | SubmitEntry
  /** `deducted`: why a signed sanction takes it off; that counts behind the freeze too. Never asked for from outside. */
  | (On & { type: 'RecordScore'; deducted?: string } & Score & ByCode)
  /** A published total becomes a mark, or corrects the one that an earlier publication gave. */
  | (On & { type: 'TakeScore'; criterion: string; slot: string; from: Origin })
  /** A mark that a published total gave, and the source's last publication gives no longer. */
  | (On & { type: 'DropScore'; criterion: string; slot: string; source: Source })
  /** Behind the freeze also of a mark that was left out. */
  | (On & { type: 'CorrectScore'; reason: string } & Score)
  /** A mark that nobody should have recorded; its place is free again. */
  | (On & { type: 'VoidScore'; criterion: string; slot: string; reason: string } & Decided)
  /** Judges of an entry lie too far apart, and one of them marks again. domain-rules 65. */
  | (On & { type: 'RemarkScore' } & Score & ByCode)
  /** They were heard, and their marks stand. */
  | (On & { type: 'LetSpreadStand'; criterion: string; reason: string })
  | (On & { type: 'ConfirmCorrection'; criterion: string; slot: string })
  /** A proposed correction that is not to be: refused, or withdrawn by who proposed it. */
  | (On & { type: 'RefuseCorrection'; criterion: string; slot: string; reason: string })
  | (On & { type: 'WithdrawEntry'; reason: string })
  | (On & { type: 'MarkAbsent'; reason: string })
  /** When who enters was there; `dueAt` where their heat starts at a time of its own. domain-rules 52. */
  | (On & { type: 'CheckInEntry'; arrivedAt: Instant; dueAt?: Instant })
  /** `sanction`: the signed one that does it. */
  | (On & { type: 'DisqualifyEntry'; reason: string; sanction?: string } & Decided)
  | (On & { type: 'VetoEntry'; clause: string; reason: string })
  /** Never asked for from outside: a signed sanction does it, and its end undoes it. */
  | (On & { type: 'ZeroEntry' | 'LiftZero'; reason: string; sanction: string })
  /** `sanction`: one that was lifted; what it did not end itself stays ended. */
  | (On & { type: 'ReinstateEntry'; reason: string; sanction?: string } & Decided)
  /** Of one of these three that was proposed after a publication. */
  | (On & { type: 'ConfirmChange' })
  | (On & { type: 'RefuseChange'; reason: string })
  /** `subject`: whom it is about under that name. */
  | (On & { type: 'CorrectName'; name: string; subject: string; reason: string })
  /** Of a number the rules ask, written wrong or not known when it entered: last year's figure, a lot drawn since. */
  | (On & { type: 'CorrectAttributes'; attributes: Readonly<Record<string, string>>; reason: string })
  /** What its source gives it by a later publication. domain-rules 57, 83. */
  | (On & { type: 'RenewCarried'; from: Origin; carried: Readonly<Record<string, string>>; reason: string })
  /** Of one of these three that was proposed after a publication. */
  | (On & { type: 'ConfirmAmendment' })
  | (On & { type: 'RefuseAmendment'; reason: string });

/** What an entry sent once more may differ in, as people call it. */
const entryFieldWords: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  subject: { zh: '参赛者（身份证号，或班组、单位名称）', en: 'who enters (ID number, or name of the team or unit)' },
  group: { zh: '组别', en: 'group' },
  unit: { zh: '单位', en: 'unit' },
  kind: { zh: '参赛类型', en: 'kind of entrant' },
  name: { zh: '姓名', en: 'name' },
  phone: { zh: '电话', en: 'telephone' },
  members: { zh: '成员', en: 'members' },
  attributes: { zh: '参赛数据', en: 'attributes' },
};

export function entryDiffers({ fields }: { readonly fields: readonly string[] }) {
  const words = (language: 'zh' | 'en') => fields.map((field) => entryFieldWords[field]?.[language] ?? field);
  return {
    zh: `${words('zh').join('、')}与已登记的不同，未作更改；姓名或参赛数据写错的请用更正，其他的请先退赛，再以新编号报名`,
    en: `it differs in ${words('en').join(', ')} and nothing was changed; correct a name or an attribute as such, for anything else withdraw and enter under a new number`,
  };
}

export type EntryRejection =
  | ContestRefusal
  | { code: 'scores-frozen' }
  | { code: 'reason-missing' }
  | { code: 'entry-unknown' }
  | { code: 'entry-differs'; number: string; fields: readonly string[] }
  /** Codes of its anonymous contest are drawn, and it would have none. */
  | { code: 'entry-after-draw' }
  | { code: 'group-unknown'; group: string }
  | { code: 'group-missing' }
  /** The rules limit the entries of a unit, and the entry names none. */
  | { code: 'unit-missing' }
  /** One person stands twice in a team; `member` is the later place, from 0. */
  | { code: 'member-repeated'; member: number }
  | { code: 'receiver-mismatch'; expected: ReceiverKind }
  | { code: 'entry-not-competing'; status: string }
  | { code: 'entry-competing' }
  | { code: 'score-refused'; problem: Problem }
  | { code: 'attribute-refused'; attribute: string; problem: Problem }
  | { code: 'score-exists'; value: string }
  | { code: 'score-unknown' }
  | { code: 'spread-not-open' }
  | HeadJudgeRefusal
  | CodesOnly
  /** A mark that only the head judge gives, in another's slot. */
  | { code: 'head-judge-slot'; criterion: string; headJudge?: string }
  /** The rule document does not say how late is absent. */
  | { code: 'check-in-not-asked' }
  | { code: 'start-missing' }
  | { code: 'arrival-to-come'; now: Instant }
  | { code: 'checked-in'; dueAt: Instant; arrivedAt: Instant }
  | { code: 'veto-clause-unknown'; clause: string; known: readonly string[] }
  /** Another correction waits; one without a value takes the mark back. */
  | { code: 'correction-pending'; value?: string }
  | { code: 'correction-unknown' }
  /** Something else waits for a second person. */
  | { code: 'change-pending'; to: ProposedStatus }
  | { code: 'change-unknown' }
  /** What was put right waits for a second person: its name, its attributes, or what it carries. */
  | { code: 'amendment-pending'; what: AmendedPart }
  | { code: 'amendment-unknown' }
  /** The person was erased; nothing is printed of them that could be put right. */
  | { code: 'name-erased' }
  /** It came in by another place than the one that is to give it points. */
  | { code: 'origin-differs' }
  | { code: 'second-person-needed' };
