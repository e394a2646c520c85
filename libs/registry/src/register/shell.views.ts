import { erasedName, isSealed, type Vault } from '@xf/es';
import { defined } from '@xf/nest';
import { attributeOn, barsOn, nameOn, unitOn, type AttributeSince, type Bar } from '../history';
import type { Attribute, Day } from '../terms';
import type { PersonRow, TeamRow, UnitRow } from './project';

/** Everything said of somebody by a day, each key once. */
function attributesOn(row: { readonly attributes: readonly AttributeSince[] }, day: Day): readonly Attribute[] {
  const keys = new Set(row.attributes.map(({ attribute }) => attribute));
  return [...keys].flatMap((attribute) => {
    const value = attributeOn(row, attribute, day);
    return value === undefined ? [] : [{ attribute, value }];
  });
}

/** A unit that was merged, or a team that was dissolved, on a later day stood as ever on this one. */
export const unitView = (row: UnitRow, day: Day): object => ({
  ...{ unit: row.unit, organization: row.organization },
  ...(row.status === 'merged' && row.successor.on <= day
    ? { status: row.status, successor: row.successor }
    : { status: 'registered' }),
  ...{ day, name: nameOn(row, day), attributes: attributesOn(row, day), bars: barsOn(row, day) },
  history: {
    ...{ names: row.names, attributes: row.attributes, bars: row.bars, predecessors: row.predecessors },
    ...(row.status === 'merged' ? { successor: row.successor } : {}),
  },
});

export const teamView = (row: TeamRow, day: Day): object => ({
  team: row.team,
  ...(row.status === 'dissolved' && row.dissolved <= day
    ? { status: row.status, dissolved: row.dissolved }
    : { status: 'registered' }),
  ...{ day, name: nameOn(row, day), unit: unitOn(row, day) },
  history: {
    ...{ names: row.names, units: row.units },
    ...(row.status === 'dissolved' ? { dissolved: row.dissolved } : {}),
  },
});

export type PersonView = {
  readonly attributes: readonly Attribute[];
  readonly bars: readonly Bar[];
  readonly history: { readonly attributes: readonly AttributeSince[]; readonly bars: readonly Bar[] };
};

export const personView = (row: PersonRow, day: Day) => ({
  ...{ person: row.person, status: row.status },
  ...{ day, name: nameOn(row, day), unit: unitOn(row, day) },
  ...{ attributes: attributesOn(row, day), bars: barsOn(row, day) },
  history: { names: row.names, units: row.units, attributes: row.attributes, bars: row.bars },
});

/** What each is now, for lists. */
export const unitLine = ({ unit, organization, status, names, attributes }: UnitRow): object => {
  const now = (key: string) => attributes.findLast(({ attribute }) => attribute === key)?.value;
  return defined({
    ...{ unit, organization, status, name: names[names.length - 1]?.name },
    ...{ kind: now('kind'), ownership: now('ownership'), industry: now('industry'), region: now('region') },
  });
};

export const teamLine = ({ team, status, names, units }: TeamRow): object => ({
  ...{ team, status, name: names[names.length - 1]?.name, unit: units[units.length - 1]?.unit },
});

export const personLine = ({ person, names, units }: PersonRow): object => ({
  ...{ person, name: names[names.length - 1]?.name, unit: units[units.length - 1]?.unit },
});

/**
 * The answer with notes and sealed attributes opened, for those who keep the register; for others without them: they are
 * not needed to follow a decision. domain-rules 119. Names are left as they are.
 */
export async function openSealed<V extends PersonView>(
  vault: Pick<Vault, 'reveal'>,
  view: V,
  seesAll: boolean,
): Promise<V> {
  const { history } = view;
  const sealed = new Set<string>();
  for (const { value } of [...view.attributes, ...history.attributes]) if (isSealed(value)) sealed.add(value);
  for (const { note } of [...view.bars, ...history.bars]) if (note !== undefined && isSealed(note)) sealed.add(note);
  const asked = seesAll ? [...sealed] : [];
  const texts = asked.length === 0 ? [] : await vault.reveal(asked);
  const shown = new Map(asked.map((text, n) => [text, texts[n] ?? erasedName]));
  const open = (text: string): string | undefined => (isSealed(text) ? shown.get(text) : text);
  const attributes = <A extends Attribute>(list: readonly A[]): readonly A[] =>
    list.flatMap((one) => {
      const value = open(one.value);
      return value === undefined ? [] : [{ ...one, value }];
    });
  const bars = (list: readonly Bar[]): readonly Bar[] =>
    list.map(({ note, ...bar }) => ({ ...bar, ...defined({ note: note === undefined ? undefined : open(note) }) }));
  return {
    ...{ ...view, attributes: attributes(view.attributes), bars: bars(view.bars) },
    history: { ...history, attributes: attributes(history.attributes), bars: bars(history.bars) },
  };
}
