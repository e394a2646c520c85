import type { Engine } from '@xf/es';
import { nominationIdOf, nominationStream } from '../terms';
import { nominationFold, type NominationState } from './rules';

type Recommendation = {
  readonly round: string;
  readonly award: string;
  /** The organisation that recommends. */
  readonly by: string;
  readonly subject: string;
};

/** The nomination that a recommendation is about. `again`: there was one before, and it was withdrawn. */
export type Standing = { readonly id: string; readonly state: NominationState; readonly again: boolean };

/**
 * The nomination of somebody by an organisation that was not withdrawn; where all were, the next one, under an id that follows
 * from how many there were. A repeated request gets what it was answered first, whatever has become of it.
 *
 * @param repeated the id of the request's command, where it is in the log already
 */
export async function recommendedAs(
  { states, store }: Engine,
  { round, award, by, subject }: Recommendation,
  repeated: string | undefined,
): Promise<Standing> {
  for (let before = 0; ; before++) {
    const id = nominationIdOf(round, award, 'recommendation', by, subject, ...(before === 0 ? [] : [String(before)]));
    const stream = nominationStream(round, id);
    const { state } = await states.load(store, nominationFold, stream);
    const standing = { id, state, again: before > 0 };
    if (state.status !== 'withdrawn') return standing;
    if (repeated !== undefined && (await store.readStream(stream))[0]?.command === repeated) return standing;
  }
}
