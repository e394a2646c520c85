import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { hashRuleDocument } from './canonical';
import { checkMeaning } from './check-meaning';
import type { Problem, Rules } from './contracts';
import type { RuleDocument } from './document';
import { ruleDocumentSchema } from './rule-document.schema';
import { buildRules } from './rules';

export type Loaded =
  { readonly ok: true; readonly rules: Rules } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A check of form that is made when it is first asked for: making one takes longer than the rest of a library's loading. */
export function formCheck<T>(schema: object): () => ValidateFunction<T> {
  let made: ValidateFunction<T> | undefined;
  return () => (made ??= new Ajv2020({ allErrors: true, strict: false, verbose: true }).compile<T>(schema));
}

const check = formCheck<RuleDocument>(ruleDocumentSchema);

/** Checks form first, then meaning, and compiles; every problem of the failing stage is told at once. */
export function loadRuleDocument(json: unknown): Loaded {
  const validate = check();
  if (!validate(json)) return { ok: false, problems: formProblems(validate.errors ?? []) };
  const problems = checkMeaning(json);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, rules: buildRules(structuredClone(json)) };
}

/**
 * The rules of a document that was checked when it got this hash, without checking it again. Undefined for another document
 * than the one the hash names.
 */
export function rulesByHash(document: object, hash: string): Rules | undefined {
  if (hashRuleDocument(document) !== hash) return undefined;
  return buildRules(structuredClone(document as RuleDocument));
}

/** Errors of a schema as problems with pointers. A failed choice reports each alternative; only the choice itself is told. */
export function formProblems(errors: readonly ErrorObject[]): Problem[] {
  const told = errors.filter(({ keyword, schemaPath }) => keyword !== 'if' && !/\/oneOf\/\d+\//.test(schemaPath));
  const problems = told.map(formProblem);
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = problem.pointer + problem.code + problem.en;
    return !seen.has(key) && seen.add(key);
  });
}

function formProblem({ instancePath, keyword, params, schema, parentSchema }: ErrorObject): Problem {
  const given = params as Readonly<Record<string, unknown>>;
  const alternatives = () =>
    ((parentSchema?.['oneOf'] ?? []) as readonly { readonly required: readonly string[] }[])
      .map(({ required }) => required.join('+'))
      .join(', ');
  const say = (code: string, zh: string, en: string): Problem => ({ pointer: instancePath, code, zh, en });
  switch (keyword) {
    case 'required':
    case 'dependentRequired': {
      const field = String(given['missingProperty']);
      return say('field-missing', `缺少字段 ${field}`, `field ${field} is missing`);
    }
    case 'additionalProperties': {
      const field = String(given['additionalProperty']);
      return {
        ...say('field-unknown', `不认识的字段 ${field}`, `unknown field ${field}`),
        pointer: `${instancePath}/${field}`,
      };
    }
    case 'oneOf':
      return say('choose-one', `须恰有其一：${alternatives()}`, `exactly one is needed of: ${alternatives()}`);
    case 'enum': {
      const allowed = (given['allowedValues'] as readonly string[]).join(', ');
      return say('not-allowed', `只能是：${allowed}`, `must be one of: ${allowed}`);
    }
    case 'const':
      return say('not-allowed', `只能是：${String(given['allowedValue'])}`, `must be ${String(given['allowedValue'])}`);
    case 'type': {
      const type = String(given['type']);
      return say('wrong-type', `类型应为 ${type}`, `must be of type ${type}`);
    }
    case 'pattern': {
      const isNumber = String(schema).startsWith('^-?');
      return isNumber
        ? say('not-a-decimal', '须是普通十进制数，如 9、9.25、-0.5', 'must be a plain decimal such as 9, 9.25 or -0.5')
        : say(
            'bad-name',
            '标识须以字母开头，只含字母、数字、_ 和 -',
            'an id starts with a letter; letters, digits, _ and -',
          );
    }
    default: {
      const limit = JSON.stringify(given['limit'] ?? '');
      return say('out-of-bounds', `不符合限制 ${keyword} ${limit}`, `violates ${keyword} ${limit}`);
    }
  }
}
