/** What a person reads, in both languages. Chinese is what is shown unless English was asked for. */
export type Text = { readonly zh: string; readonly en: string };
export type Language = keyof Text;

/** English when Accept-Language prefers it to Chinese; Chinese otherwise. */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best = { language: 'zh' as Language, weight: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [range = '', ...options] = part.trim().toLowerCase().split(';');
    const q = options.map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1]).find((value) => value !== undefined);
    const weight = q === undefined ? 1 : Number(q);
    const language = /^en\b/.test(range) ? 'en' : /^(zh\b|\*)/.test(range) ? 'zh' : undefined;
    if (language !== undefined && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
