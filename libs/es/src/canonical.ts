/**
 * JSON with sorted keys and no spaces: equal content, equal text. Undefined members are left out, as JSON does.
 * Every command passes through here, so it is written with plain loops.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let n = 0; n < value.length; n++) text += (n === 0 ? '' : ',') + canonicalJson(value[n]);
    return `${text}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) text += `${text === '' ? '{' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Ids, numbers and field names need no escape, and the engine tests for that faster than it builds a JSON text. */
const plain = /^[\w .:/-]*$/;
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));
