import { defined } from '@xf/nest';
import { nameOf } from '../visibility/shell';
import { personalIn } from '../personal';
import { correctionsView } from '../shell.correction';
import type { HonourRow } from './project';

/** An honour as those see it who keep the register: no id of a person, no account. */
export function registerView(row: HonourRow): object {
  const { id, award, awardTitle, level, organization, receiver, unit, decision, conferredOn, round, posthumous } = row;
  const { listYear, certificates, checks, due, placeChanged, revoked, returnedOn, basis } = row;
  return defined({
    ...{ honour: id, award, awardTitle, level, organization, receiver, name: nameOf(row), unit },
    ...personalIn(row),
    ...{ decision, conferredOn, round, basis, posthumous, listYear },
    certificates,
    checks,
    due,
    placeChanged,
    ...correctionsView(row, true),
    revoked: revoked && withoutActor(revoked),
    returnedOn,
  });
}

function withoutActor({ by: _by, organization: _organization, ...rest }: NonNullable<HonourRow['revoked']>): object {
  return rest;
}
