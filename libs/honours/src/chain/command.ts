import type { Cited } from '../cites';
import type { DatedAttribute } from '../eligibility/rules.facts';
import type { Misplaced } from '../eligibility/rules.place';
import type { UnitBarred } from '../fraud/rules';
import type { Day } from '../terms';
import type { Opinion, StatedBar } from './events';

type On = { round: string; nomination: string };
/** The level for which the caller acts: a nomination that has gone on since is refused. */
type At = On & { level: string };

export type FileCandidacy = On & {
  type: 'FileCandidacy';
  organization: string;
  unit?: string;
  kind?: string;
  self: boolean;
  /** Ids of the same receiver under other names of the registered unit. */
  aliases?: readonly string[];
};

export type StateFacts = At & {
  type: 'StateFacts';
  nominee: readonly DatedAttribute[];
  unit: readonly DatedAttribute[];
  bars: readonly StatedBar[];
  document: string;
};

/** With the papers it takes at its first level, as a row of a file brings them. */
export type FileWithPapers = Omit<FileCandidacy, 'type'> & {
  type: 'FileWithPapers';
  facts?: Pick<StateFacts, 'nominee' | 'unit' | 'bars' | 'document'>;
  materials: readonly Pick<AttachMaterial, 'material' | 'text'>[];
  resolutions: readonly Pick<AttachResolution, 'paper' | 'number' | 'on'>[];
};

export type AttachMaterial = At & { type: 'AttachMaterial'; material: string; text: string };
export type AttachResolution = At & { type: 'AttachResolution'; paper: string; number: string; on: Day };

export type RecordOpinion = At & {
  type: 'RecordOpinion';
  department: string;
  opinion: Opinion;
  on: Day;
  document: string;
  reason?: string;
};

export type CandidacyCommand =
  | FileCandidacy
  | FileWithPapers
  | StateFacts
  | AttachMaterial
  | AttachResolution
  | RecordOpinion
  | (At & { type: 'SendUp' })
  | (At & { type: 'AcceptCandidacy' })
  | (At & { type: 'ReturnCandidacy'; reason: string });

/** One thing that is missing or against a nomination, and what to do about it. */
export type Lack = {
  readonly code:
    'notice' | 'resolution' | 'material' | 'opinion' | 'veto' | 'barred' | 'register' | 'ineligible' | 'fact-unknown';
  /** What of it: a level, a material, a department, a clause. */
  readonly of: string;
  readonly zh: string;
  readonly en: string;
};

/** A nomination on a list with what it lacks. */
export type LackingCandidacy = { readonly nomination: string; readonly lacks: readonly Lack[] };

/** One paper of several, by its id; facts have none. */
export type RefusedPaper = {
  readonly paper: 'facts' | 'material' | 'resolution';
  readonly id: string;
  readonly rejection: CandidacyRejection;
};

export type CandidacyRejection =
  | UnitBarred
  | Misplaced
  /** The register has the person in another unit. */
  | { code: 'unit-not-of-nominee'; unit: string }
  | { code: 'round-unknown' }
  | { code: 'chain-missing' }
  | { code: 'honours-decided'; decision: string }
  | { code: 'candidacy-exists' }
  | { code: 'candidacy-unknown' }
  | { code: 'nomination-unknown' }
  | { code: 'nomination-not-open'; status: string }
  | { code: 'not-its-organization' }
  | { code: 'organization-not-first'; level: string; organization: string }
  | { code: 'levels-vacant'; levels: readonly string[] }
  | ({ code: 'self-nomination-refused' } & Cited)
  | { code: 'nominee-kind-unknown'; kinds: readonly string[] }
  | { code: 'candidacy-elsewhere'; level: string; stage: string }
  | { code: 'candidacy-not-editable'; level: string; stage: string }
  | { code: 'facts-missing' }
  | { code: 'fact-not-asked'; facts: readonly { readonly pointer: string; readonly asked: readonly string[] }[] }
  | { code: 'bad-days'; fields: readonly { readonly pointer: string; readonly ahead: boolean }[] }
  | { code: 'text-holds-id'; pointers: readonly string[] }
  | { code: 'material-unknown'; materials: readonly string[] }
  | { code: 'material-too-long'; characters: number; max: number }
  | { code: 'paper-unknown'; papers: readonly string[] }
  | { code: 'department-not-asked'; departments: readonly string[] }
  | { code: 'reason-missing' }
  | { code: 'candidacy-vetoed'; department: string }
  | { code: 'candidacy-not-ready'; lacks: readonly Lack[] }
  | { code: 'papers-refused'; refused: readonly RefusedPaper[] }
  | { code: 'top-reached' }
  | { code: 'nothing-below' }
  | { code: 'candidacy-not-arrived'; stage: string };
