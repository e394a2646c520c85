/** A place in the body, as a JSON pointer, and what is wrong with it. */
export const at = (pointer: string, code: string, zh: string, en: string) => [{ pointer, code, zh, en }];

/** Nominations by their ids: names are told to nobody by a refusal. */
export const listed = (nominations: readonly string[]) => ({
  zh: `提名：${nominations.join('、')}`,
  en: `nominations: ${nominations.join(', ')}`,
});

/** What whoever was refused can do about it. */
export const todo = (zh: string, en: string) => ({ detail: () => ({ zh, en }) });
