import { accept, noChange, reject, type Decider } from '@xf/es';
import { hashAwardDocument, loadAwardDocument } from '../award/rules';
import { isDay } from '../terms';
import type { AdoptionCommand, AdoptionRejection } from './command';
import { adoptionStream, type AdoptionEvent } from './events';
import { adoptionFold, type AdoptionState } from './rules';

export const adoption: Decider<AdoptionState, AdoptionCommand, AdoptionEvent, AdoptionRejection> = {
  ...adoptionFold,
  stream: ({ organization, award }) => adoptionStream(organization, award),
  decide(command, { wordings }, { actor }) {
    const { organization, award, from } = command;
    const loaded = loadAwardDocument(command.document);
    if (!loaded.ok) return reject({ code: 'award-refused', problems: loaded.problems });
    const { document } = loaded;
    if (document.id !== award) return reject({ code: 'award-differs', document: document.id });
    if (!isDay(from)) return reject({ code: 'adoption-day-unknown' });
    const hash = hashAwardDocument(document);
    const last = wordings.at(-1);
    if (last?.hash === hash && last.from === from) return noChange;
    if (last !== undefined && last.from >= from) return reject({ code: 'adoption-backdated', from: last.from });
    return accept({ type: 'AwardRulesAdopted', organization, award, hash, document, from, by: actor });
  },
};
