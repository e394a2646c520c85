import { SubjectErased } from '@xf/es';
import type { Vault } from '@xf/es';
import { promised } from '../promised';
import { assertSealable, newKey, openText, parseSealed, sealText, secretsFrom } from '../sealing';

/** Encrypts as the lasting vault does; keys and secrets end with the process. */
export function memoryVault(): Vault {
  const keys = new Map<string, Buffer>();
  const erased = new Set<string>();
  let erasures = 0;
  const { pseudonym, secret } = secretsFrom(newKey());
  return {
    pseudonym,
    secret,
    seal: promised((items) => {
      for (const item of items) {
        assertSealable(item);
        if (erased.has(item.subject)) throw new SubjectErased(item.subject);
      }
      return items.map((item) => {
        const key = keys.get(item.subject) ?? newKey();
        keys.set(item.subject, key);
        return sealText(key, item);
      });
    }),
    reveal: promised((sealed) =>
      sealed.map((text) => {
        const parts = parseSealed(text);
        if (erased.has(parts.subject)) return undefined;
        const key = keys.get(parts.subject);
        if (key === undefined) throw new Error(`no key was ever made for ${parts.subject}`);
        return openText(key, parts);
      }),
    ),
    destroy: promised((subject) => {
      keys.get(subject)?.fill(0);
      keys.delete(subject);
      erased.add(subject);
      erasures++;
    }),
    erasures: promised(() => erasures),
    close: promised(() => {
      for (const key of keys.values()) key.fill(0);
      keys.clear();
    }),
  };
}
