import type { Said } from '../terms';
import type { EligibilityFacts, PartyName } from './rules.facts';

/** One reason of one clause, with the fact it rests on. `unknown`: nobody has said what the clause asks. */
export type Ground = Said & { readonly status: 'against' | 'unknown'; readonly fact: string };

export const against = (fact: string, zh: string, en: string): Ground => ({ status: 'against', fact, zh, en });
export const unknown = (fact: string, zh: string, en: string): Ground => ({
  status: 'unknown',
  fact,
  zh: `${zh}不明，请填报`,
  en: `${en} is not known: state it`,
});

export const partyText: Readonly<Record<PartyName, Said>> = {
  nominee: { zh: '推荐对象', en: 'the nominee' },
  unit: { zh: '所在单位', en: 'the unit' },
};

export const noValue = (party: PartyName, attribute: string): Ground =>
  unknown(`${party}.${attribute}`, `${partyText[party].zh}的 ${attribute} `, `${attribute} of ${partyText[party].en}`);

/** Somebody who cannot be looked up has no earlier honour only for want of a number: silence passes no clause. */
export const unlessUnidentified = (
  { unidentified }: EligibilityFacts,
  grounds: readonly Ground[],
): readonly Ground[] =>
  unidentified === true
    ? [
        {
          status: 'unknown',
          fact: 'nominee.idNumber',
          zh: '推荐时没有身份证号，无从查其已获荣誉：请撤回后带身份证号重新推荐',
          en: 'nominated without an ID number, so no earlier honour could be found: withdraw it and nominate with the number',
        },
      ]
    : grounds;
