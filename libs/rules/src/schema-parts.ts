/** Shapes and helpers shared by the parts of the schema. */
export const ref = { $ref: '#/$defs/ref' };
export const number = { $ref: '#/$defs/decimal' };
export const name = { type: 'string', minLength: 1, maxLength: 200 };
export const count = (minimum: number, maximum = 999) => ({ type: 'integer', minimum, maximum });
export const oneOf = (...values: readonly string[]) => ({ type: 'string', enum: values });

export function object(
  required: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { type: 'object', required, properties, additionalProperties: false };
}

/** An object with exactly one of the verbs. */
export function onlyOne(names: readonly string[]): { readonly oneOf: readonly unknown[] } {
  return { oneOf: names.map((key) => ({ required: [key] })) };
}
