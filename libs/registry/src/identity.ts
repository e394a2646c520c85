import { subjectIdOf } from '@xf/competitions';
import type { Vault } from '@xf/es';

export type Identity = {
  readonly unit: string;
  readonly name: string;
  readonly idNumber?: string | undefined;
  /** The unit's own number for its employee (工号). */
  readonly number?: string | undefined;
};

/**
 * The opaque id of a person, the one contests and honours know the same ID number by. Without an ID number a person is
 * whom the unit numbers so; undefined without either, for people are never told apart by name. domain-rules 121.
 */
export function personIdOf(vault: Pick<Vault, 'pseudonym'>, who: Identity): string | undefined {
  const { unit, number, idNumber } = who;
  if (idNumber === undefined && number === undefined) return undefined;
  return subjectIdOf(vault, 'person', who, `registry\n${unit}\n${number ?? ''}`);
}
