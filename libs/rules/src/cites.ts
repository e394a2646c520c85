/** A document that a rule is taken from, by its 文号 or title, and the place in it. */
export type Citation = { readonly document: string; readonly clause?: string; readonly url?: string };

/** Behind a sentence on a clause, Chinese first: where the clause is from. Empty where its document does not say. */
export function sourceOf(cites: readonly Citation[] = []): { readonly zh: string; readonly en: string } {
  if (cites.length === 0) return { zh: '', en: '' };
  const places = cites.map(({ document, clause }) => `${document}${clause === undefined ? '' : ` ${clause}`}`);
  return { zh: `〔${places.join('；')}〕`, en: ` [${places.join('; ')}]` };
}
