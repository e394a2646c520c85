import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isPlain, readCarried } from './fields';
import { Problem, problem, type FieldProblem } from './problem';
import { csvType, TableUpload, Upload, workbookType } from './upload';

/** Turns a body into its class, or into a problem that names every wrong field at once. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined) return value;
    if (metatype === Upload || metatype === TableUpload || value instanceof Upload) return uploaded(value, metatype);
    const given = value ?? {};
    if (!isPlain(given)) {
      const wrong = { pointer: '', code: 'record-invalid', zh: '应为 JSON 对象', en: 'expected a JSON object' };
      throw problem('body-invalid', { errors: [wrong] });
    }
    const unfit = unfitIn(given);
    if (unfit !== undefined) throw problem('body-invalid', { errors: [unfit] });
    const body = plainToInstance(metatype as new () => object, given, { exposeUnsetFields: false });
    const errors = validateSync(body, { whitelist: true, forbidNonWhitelisted: true });
    if (errors.length > 0) throw problem('body-invalid', { errors: errors.flatMap((error) => told(error, '')) });
    return body;
  }
}

function uploaded(value: unknown, metatype: unknown): Upload {
  const isTable = metatype === TableUpload;
  if (!isTable && metatype !== Upload) throw problem('media-type-unknown');
  if (value instanceof Upload && (isTable || value.type === workbookType)) return value;
  const named = isTable
    ? { zh: '.xlsx 工作簿或 CSV', en: 'an .xlsx workbook or CSV' }
    : { zh: '.xlsx 工作簿', en: 'an .xlsx workbook' };
  const types = isTable ? `${workbookType}, ${csvType}` : workbookType;
  const detail = { zh: `此接口只接收 ${named.zh}（${types}）`, en: `this route takes ${named.en} (${types})` };
  const title = { zh: `请求体须为 ${named.zh}`, en: `The body must be ${named.en}` };
  throw new Problem(415, 'media-type-unknown', title, { detail });
}

/** Lists and objects inside one another; a rule document needs fewer than ten. */
const depthMax = 40;

/**
 * What must not reach class-transformer: it takes a member called `constructor` for a class, and descends without end.
 * Walks without recursion, because the depth is the sender's choice.
 */
function unfitIn(given: object): FieldProblem | undefined {
  let level: readonly (readonly [pointer: string, value: object])[] = [['', given]];
  for (let depth = 0; level.length > 0; depth++) {
    const deeper: (readonly [string, object])[] = [];
    for (const [above, value] of level) {
      if (depth > depthMax) {
        return {
          pointer: above,
          code: 'too-deep',
          zh: `嵌套超过 ${depthMax} 层`,
          en: `nested deeper than ${depthMax}`,
        };
      }
      for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
        const pointer = `${above}/${escaped(name)}`;
        if (name === 'constructor')
          return { pointer, code: 'field-unknown', zh: '没有这个字段', en: 'there is no such field' };
        if (typeof inner === 'object' && inner !== null) deeper.push([pointer, inner]);
      }
    }
    level = deeper;
  }
  return undefined;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function told(error: ValidationError, above: string): readonly FieldProblem[] {
  const pointer = `${above}/${escaped(error.property)}`;
  const deeper = (error.children ?? []).flatMap((child) => told(child, pointer));
  const names = Object.keys(error.constraints ?? {});
  if (names.length === 0) return deeper;
  if (names.includes('whitelistValidation')) {
    return [{ pointer, code: 'field-unknown', zh: '没有这个字段', en: 'there is no such field' }, ...deeper];
  }
  const text = readCarried(Object.values(error.constraints ?? {})[0] ?? '');
  if (error.value !== undefined) return [{ pointer, ...text }, ...deeper];
  return [{ pointer, code: 'field-missing', zh: `必填，${text.zh}`, en: `required: ${text.en}` }, ...deeper];
}
