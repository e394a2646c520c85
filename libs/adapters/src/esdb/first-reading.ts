import { Outage } from '@xf/es';

/** The log is being read for the first time, which takes as long as it is; whoever waits need only wait on. */
export class FirstReading extends Outage {
  override readonly name = 'FirstReading';
}
