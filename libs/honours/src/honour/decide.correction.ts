import { accept, reject, type Decision } from '@xf/es';
import { correctedTo, faultIn, faultInConfirming } from '../correction';
import type { HonourRejection } from './command';
import type { ConfirmHonourCorrection, CorrectHonour } from './command.keeping';
import type { KeepingEvent } from './events.keeping';
import type { HeldHonour } from './rules';

type Answer = Decision<KeepingEvent, HonourRejection>;

/** Waits for a second person, because the honour is public. */
export function askCorrection(command: CorrectHonour, { receiver, correction }: HeldHonour, by: string): Answer {
  const fault = faultIn(receiver, command);
  if (fault !== undefined) return reject(fault);
  const { award, subject, honour, reason } = command;
  return accept({
    type: 'HonourCorrectionAsked',
    ...{ award, subject, honour, correction: (correction?.number ?? 0) + 1 },
    ...correctedTo(receiver, command),
    ...{ reason, by },
  });
}

export function confirmCorrection(
  command: ConfirmHonourCorrection,
  { correction: asked }: HeldHonour,
  by: string,
): Answer {
  const { award, subject, honour, correction } = command;
  const fault = faultInConfirming(asked, correction, by);
  return fault === undefined
    ? accept({ type: 'HonourCorrected', ...{ award, subject, honour, correction, by } })
    : reject(fault);
}
