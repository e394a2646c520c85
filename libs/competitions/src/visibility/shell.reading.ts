import { Injectable } from '@nestjs/common';
import type { Reads } from '@xf/es';
import { Reading } from '@xf/nest';
import { standings } from '../standing/project';

/**
 * Reads that look at the standings. They wait for the boards as well, which processes may share; what looks at other views
 * alone goes on without them.
 */
@Injectable()
export class BoardReading extends Reading {
  protected override beside(reads: Reads): readonly Pick<Reads, 'reached'>[] {
    return [reads.live(standings)];
  }
}
