import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const text = (description: string) => ({ type: 'string', description }) as const;

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 问题说明',
  required: ['type', 'title', 'status', 'code', 'instance', 'request'],
  properties: {
    type: text('/problems/<code>'),
    title: text('标题；Accept-Language: en 时为英文'),
    status: { type: 'integer' },
    code: text('稳定不变的问题代码'),
    instance: text('请求路径'),
    request: text('请求编号'),
    detail: text('具体情况'),
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'zh', 'en'],
        properties: {
          pointer: text('请求体内的 JSON Pointer'),
          parameter: text('查询参数名'),
          code: text('错误代码'),
          row: { type: 'integer', description: '文件中的行号，与 Excel 相同' },
          column: text('文件中的列名'),
          cell: text('文件或评分表上的单元格，如 C7'),
          entry: text('评分表上的参赛编号或代码'),
          criterion: text('评分项'),
          there: { type: ['string', 'null'], description: '已有的值；空为 null' },
          here: { type: ['string', 'null'], description: '此次的值；空为 null' },
          zh: text('应当如何填写'),
          en: text('what was expected'),
        },
      },
    },
  },
} as const;

/** The API's document, OpenAPI 3.1, made from the routes themselves. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('先锋榜 API')
    .setDescription('工会劳动竞赛与荣誉的事件溯源服务。时间一律 RFC 3339；分数以文字传送，不经二进制浮点。')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'POST /api/sessions 取得' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema as never },
  };
  return document;
}

/** Serves the document at /openapi.json and a page to read it at /docs, with assets from this server only. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: '先锋榜 API',
  });
}
