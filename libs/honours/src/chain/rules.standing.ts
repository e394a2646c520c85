import { assertNever, type Foldable } from '@xf/es';
import type { DatedAttribute } from '../eligibility/rules.facts';
import type { Day } from '../terms';
import { candidacyCodec, type CandidacyEvent, type CandidacyFiled, type Opinion, type StatedBar } from './events';

/** `preparing`: its papers may be changed here. `arrived`: nobody here has looked at it yet. */
export type Stage = 'preparing' | 'arrived' | 'accepted';

export type Stated = {
  readonly nominee: readonly DatedAttribute[];
  readonly unit: readonly DatedAttribute[];
  readonly bars: readonly StatedBar[];
};
export type AttachedMaterial = {
  readonly material: string;
  readonly characters: number;
  /** Of the text, which is sealed. */
  readonly sha256: string;
  readonly over: boolean;
};
export type GivenOpinion = {
  readonly department: string;
  readonly opinion: Opinion;
  readonly on: Day;
  readonly late: boolean;
};

/** A nomination on its way up; without its sealed parts. */
export type FiledCandidacy = Omit<CandidacyFiled, 'type' | 'round' | 'by'> & {
  /** Where it stands: a place in `seats`. */
  readonly at: number;
  readonly stage: Stage;
  /** The department that said no. */
  readonly vetoedBy?: string;
  readonly stated: Stated;
  readonly materials: readonly AttachedMaterial[];
  readonly resolutions: readonly { readonly paper: string; readonly number: string; readonly on: Day }[];
  readonly opinions: readonly GivenOpinion[];
};

/** `filed` is absent before anybody filed it. */
export type CandidacyState = { readonly filed?: FiledCandidacy };

/** How a nomination stands on its way up; rounds read it too, so it stands apart from the decisions. */
export const candidacyFold: Foldable<CandidacyState, CandidacyEvent> = {
  name: 'candidacy',
  codec: candidacyCodec,
  initial: {},
  evolve(state, event): CandidacyState {
    if (event.type === 'CandidacyFiled') {
      const { type: _type, round: _round, by: _by, ...filed } = event;
      const nothing = { stated: { nominee: [], unit: [], bars: [] }, materials: [], resolutions: [], opinions: [] };
      return { filed: { ...filed, at: 0, stage: 'preparing', ...nothing } };
    }
    const { filed } = state;
    if (filed === undefined) throw new Error(`${event.type} on a candidacy that was never filed`);
    return { filed: changed(filed, event) };
  },
};

function changed(filed: FiledCandidacy, event: Exclude<CandidacyEvent, CandidacyFiled>): FiledCandidacy {
  switch (event.type) {
    case 'FactsStated':
      return { ...filed, stated: restated(filed.stated, event) };
    case 'MaterialAttached': {
      const { material, characters, sha256, over } = event;
      const others = filed.materials.filter((one) => one.material !== material);
      return { ...filed, materials: [...others, { material, characters, sha256, over }] };
    }
    case 'ResolutionAttached': {
      const { paper, number, on } = event;
      const others = filed.resolutions.filter((one) => one.paper !== paper);
      return { ...filed, resolutions: [...others, { paper, number, on }] };
    }
    case 'OpinionRecorded': {
      const { department, opinion, on, late } = event;
      const others = filed.opinions.filter((one) => one.department !== department);
      return { ...filed, opinions: [...others, { department, opinion, on, late }] };
    }
    case 'Vetoed':
      return { ...filed, vetoedBy: event.department };
    case 'VetoLifted': {
      const { vetoedBy: _lifted, ...rest } = filed;
      return rest;
    }
    case 'SentUp':
      return { ...filed, at: placeOf(filed, event.to), stage: 'arrived' };
    case 'AcceptedAt':
      return { ...filed, stage: 'accepted' };
    case 'ReturnedFrom':
      return { ...filed, at: placeOf(filed, event.to), stage: 'preparing' };
    default:
      return assertNever(event);
  }
}

const placeOf = ({ seats }: FiledCandidacy, level: string): number => seats.findIndex((seat) => seat.level === level);

/** A word on the same thing of the same day takes the place of the one before; a bar's the place of its kind and day. */
function restated(before: Stated, { nominee, unit, bars }: Stated): Stated {
  const merged = (old: readonly DatedAttribute[], said: readonly DatedAttribute[]) => [
    ...old.filter(({ attribute, from }) => !said.some((one) => one.attribute === attribute && one.from === from)),
    ...said,
  ];
  const kept = before.bars.filter(
    ({ of, bar, on }) =>
      !bars.some(
        (one) => one.of === of && one.bar === bar && (one.on === on || on === undefined || one.on === undefined),
      ),
  );
  return { nominee: merged(before.nominee, nominee), unit: merged(before.unit, unit), bars: [...kept, ...bars] };
}

/** The level where it stands, and who holds it. */
export function seatOf({ seats, at }: FiledCandidacy): CandidacyFiled['seats'][number] {
  const seat = seats[at];
  if (seat === undefined) throw new Error(`a candidacy at the place ${at} of ${seats.length}`);
  return seat;
}

/** Whether it is through: accepted at the last level, with nobody's no. */
export const isThrough = ({ filed }: CandidacyState): boolean =>
  filed !== undefined &&
  filed.vetoedBy === undefined &&
  filed.stage === 'accepted' &&
  filed.at === filed.seats.length - 1;
