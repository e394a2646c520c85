import { foldedName, type ScoreWords } from '@xf/files';
import type { RuleDocument } from '@xf/rules';

/** What a rule document calls its numbers, as far as files may name them. */
export type Vocabulary = ScoreWords & {
  /** Id of the recorded value that a file means; undefined in the file means the only one. */
  readonly criterionOf: (name: string | undefined) => string | undefined;
  /** Name of the attribute that a column holds. */
  readonly attributeOf: (column: string) => string | undefined;
  readonly recorded: readonly { readonly id: string; readonly name: string }[];
};

/** Ids, Chinese and English names, in that order of precedence. */
export function vocabularyOf(document: RuleDocument): Vocabulary {
  const recorded = document.values.filter((value) => value.marks !== undefined);
  const criteria = new Map<string, string>();
  for (const { nameEn, id } of recorded) if (nameEn !== undefined) criteria.set(foldedName(nameEn), id);
  for (const { name, id } of recorded) criteria.set(foldedName(name), id);
  for (const { id } of recorded) criteria.set(foldedName(id), id);
  const attributes = new Map([
    ['lot', 'lot'],
    [foldedName('抽签号'), 'lot'],
  ]);
  for (const { attribute, name, id } of document.values) {
    if (attribute === undefined) continue;
    for (const word of [name, id, attribute.name]) attributes.set(foldedName(word), attribute.name);
  }
  const [only, second] = recorded;
  return {
    criteria: new Set(criteria.keys()),
    attributes,
    recorded,
    attributeOf: (column) => attributes.get(foldedName(column)),
    criterionOf: (name) =>
      name === undefined ? (second === undefined ? only?.id : undefined) : criteria.get(foldedName(name)),
  };
}
