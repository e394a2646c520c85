import { sealedParts, type Vault } from './ports/vault';

/** What stands in the place of the name of a person who was erased. */
export const erasedName = '已删除';

/**
 * A copy of an answer in which every sealed name can be read, or says that it was erased: all of them by one call to the
 * vault. Whatever else is sealed (a telephone number, say) stays so: it is opened by whoever decided that the reader may see it.
 *
 * @param say what is shown of a name; @defaultValue all of it
 * @param fields what else counts as one of the names; @defaultValue `['name']`
 */
export async function openNames<T>(
  vault: Pick<Vault, 'reveal'>,
  answer: T,
  say: (name: string) => string = (name) => name,
  fields: readonly string[] = ['name'],
): Promise<T> {
  const sealed = new Set<string>();
  namesIn(answer, fields, sealed);
  if (sealed.size === 0) return answer;
  const asked = [...sealed];
  const names = await vault.reveal(asked);
  const shown = new Map(
    asked.map((text, n) => {
      const name = names[n];
      return [text, name === undefined ? erasedName : say(name)];
    }),
  );
  return opened(answer, shown) as T;
}

function namesIn(value: unknown, fields: readonly string[], into: Set<string>): void {
  if (typeof value === 'string') {
    if (fields.includes(sealedParts(value)?.field ?? '')) into.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) namesIn(part, fields, into);
  }
}

function opened(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => opened(part, names));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, opened(part, names)]));
}
