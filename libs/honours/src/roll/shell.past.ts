import { partitionOf, PastViews, type Instant, type Position, type Reads } from '@xf/es';
import { honourStream } from '../terms';
import { roll, rollOfAward, rollSet, type RollRow } from './project';
import { awardsUpTo, joinedRolls, type RollReader } from './query';

/** Honours kept in memory for moments asked for before: about a hundred megabytes. */
const rowsMax = 40_000;

/**
 * The roll at past moments, which anybody may ask for. Honours of an award are a partition of the log, so a moment costs
 * the fold of the honours conferred by then and nothing else of the log; of one award alone where one is asked for. An
 * award that did not change between two moments is folded once for both.
 */
export class PastRolls {
  private readonly past = new PastViews<RollRow>(rowsMax, (view) => view.size(rollSet({})));

  constructor(private readonly reads: Reads) {}

  /**
   * The honours of one award, or of all. Its sets are those that name no award.
   * @param position not beyond the live view's
   */
  async at(position: Position, validAt: Instant | undefined, award: string | undefined): Promise<RollReader> {
    const changes = awardsUpTo(await this.reads.at(roll), position).filter(
      (one) => award === undefined || one.award === award,
    );
    const rolls: RollReader[] = [];
    for (const one of changes) rolls.push(await this.ofAward(one.award, one.position, validAt));
    return joinedRolls(rolls, position);
  }

  private ofAward(award: string, position: Position, validAt: Instant | undefined): Promise<RollReader> {
    const partition = partitionOf(honourStream(award, 'any'));
    return this.past.at(JSON.stringify([partition, position, validAt]), () =>
      this.reads.at(rollOfAward, { position, validAt }, partition),
    );
  }
}
