import type { Decider, Facts, Opened, Rejection } from './decider';
import type { EventShape } from './codec';
import { isSealed, type Vault } from './ports/vault';

/** Opens what a decision has to compare, at once; without anything to open the vault is not asked. */
export async function openedFor<S, C, E extends EventShape, R extends Rejection, G>(
  vault: Pick<Vault, 'reveal'>,
  { compares }: Decider<S, C, E, R, G>,
  command: C,
  state: S,
): Promise<Opened | undefined> {
  const sealed = (compares?.(command, state) ?? []).filter(isSealed);
  if (sealed.length === 0) return undefined;
  const texts = await vault.reveal(sealed);
  return new Map(sealed.map((text, n) => [text, texts[n]]));
}

/**
 * A personal text of a state as it was given, undefined where its person was erased. It may still be in the clear: what a
 * batch added before is sealed only when it is written.
 */
export function openText({ opened }: Pick<Facts, 'opened'>, text: string): string | undefined {
  return isSealed(text) ? opened?.get(text) : text;
}
