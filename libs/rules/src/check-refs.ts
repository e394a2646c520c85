import type { CheckRef } from './check-steps';
import type { Problem } from './contracts';
import type { RuleDocument } from './document';

export function duplicates(names: readonly string[], at: string, field: string): Problem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [{ pointer: `${at}/${i}/${field}`, code: 'duplicate', zh: `重复：${name}`, en: `duplicate: ${name}` }],
  );
}

/** Values refer only to earlier ones: that is what makes the order of the list the order of computing. */
export function refsBefore(document: RuleDocument, position: number): CheckRef {
  return (id, at) => {
    const found = document.values.findIndex((value) => value.id === id);
    if (found >= 0 && found < position) return [];
    return found < 0
      ? [{ pointer: at, code: 'unknown-value', zh: `没有名为 ${id} 的 value`, en: `no value named ${id}` }]
      : [
          {
            pointer: at,
            code: 'later-value',
            zh: `只能引用排在前面的 value，${id} 在后`,
            en: `${id} comes later: only earlier values may be named`,
          },
        ];
  };
}

/** As `refsBefore`, for names of values under which marks are recorded. */
export function recordedBefore(document: RuleDocument, position: number): CheckRef {
  const ref = refsBefore(document, position);
  return (id, at) => {
    const problems = ref(id, at);
    if (problems.length > 0 || document.values.find((item) => item.id === id)?.marks) return problems;
    return [{ pointer: at, code: 'no-marks', zh: `${id} 没有记录成绩`, en: `no marks are recorded for ${id}` }];
  };
}
