import { accept, noChange, reject, sha256, type Decision, type Instant } from '@xf/es';
import type { EligibilityDocument } from '../eligibility/rules';
import type { DatedAttribute } from '../eligibility/rules.facts';
import type { CandidacyRejection, FileCandidacy, FileWithPapers, RefusedPaper } from './command';
import { attachMaterial, attachResolution, stateFacts } from './decide.papers';
import type { CandidacyEvent } from './events';
import type { ChainDocument } from './rules';
import { candidacyFold, seatOf, type CandidacyState, type FiledCandidacy } from './rules.standing';

type Answer = Decision<CandidacyEvent, CandidacyRejection>;
type Rules = { readonly chain: ChainDocument; readonly eligibility?: EligibilityDocument | undefined };
type Who = { readonly now: Instant; readonly actor: string };

/**
 * Filed with its papers in one piece: by the rules that take each of them alone, and whatever is wrong in them told at once.
 * What was filed like this already stays as it is, wherever it stands by now; anything else that is there is not written over.
 */
export function fileWhole(
  command: FileWithPapers,
  state: CandidacyState,
  rules: Rules,
  who: Who,
  file: (command: FileCandidacy) => Answer,
): Answer {
  if (state.filed !== undefined) {
    return holdsAll(state.filed, command) ? noChange : reject({ code: 'candidacy-exists' });
  }
  const { facts, materials, resolutions, ...own } = command;
  const filing = file({ ...own, type: 'FileCandidacy' });
  if ('rejected' in filing) return filing;
  const events: CandidacyEvent[] = [...filing.events];
  const { filed } = events.reduce((before, event) => candidacyFold.evolve(before, event, who.now), state);
  if (filed === undefined) return filing;
  const refused: RefusedPaper[] = [];
  const take = (paper: RefusedPaper['paper'], id: string, answer: Answer): void => {
    if ('rejected' in answer) refused.push({ paper, id, rejection: answer.rejected });
    else events.push(...answer.events);
  };
  const { round, nomination } = command;
  const at = { round, nomination, level: seatOf(filed).level };
  if (facts !== undefined) take('facts', '', stateFacts({ type: 'StateFacts', ...at, ...facts }, filed, rules, who));
  for (const one of materials) {
    take('material', one.material, attachMaterial({ type: 'AttachMaterial', ...at, ...one }, filed, rules.chain, who));
  }
  for (const one of resolutions) {
    take(
      'resolution',
      one.paper,
      attachResolution({ type: 'AttachResolution', ...at, ...one }, filed, rules.chain, who),
    );
  }
  return refused.length > 0 ? reject({ code: 'papers-refused', refused }) : accept(...events);
}

/** Whether all that is asked stands there, however it came there. */
function holdsAll(filed: FiledCandidacy, command: FileWithPapers): boolean {
  const { organization, unit, kind, self, facts, materials, resolutions } = command;
  if (filed.organization !== organization || filed.unit !== unit || filed.self !== self) return false;
  if (filed.kind !== undefined && filed.kind !== kind) return false;
  const stated = facts === undefined || holdsFacts(filed, facts);
  return (
    stated &&
    materials.every(
      ({ material, text }) => filed.materials.find((one) => one.material === material)?.sha256 === sha256(text),
    ) &&
    resolutions.every(({ paper, number, on }) =>
      filed.resolutions.some((one) => one.paper === paper && one.number === number && one.on === on),
    )
  );
}

function holdsFacts({ stated }: FiledCandidacy, facts: NonNullable<FileWithPapers['facts']>): boolean {
  const has = (known: readonly DatedAttribute[], asked: readonly DatedAttribute[]): boolean =>
    asked.every(({ attribute, value, from }) =>
      known.some((one) => one.attribute === attribute && one.value === value && one.from === from),
    );
  const bars = facts.bars.every(({ of, bar, on, cleared }) =>
    stated.bars.some((one) => one.of === of && one.bar === bar && one.on === on && one.cleared === cleared),
  );
  return has(stated.nominee, facts.nominee) && has(stated.unit, facts.unit) && bars;
}
