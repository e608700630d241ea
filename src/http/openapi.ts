import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDetailsDto } from './problem-details.dto.js';

/** Serves the API's description at /openapi.json and Swagger UI at /docs, of which nothing comes from elsewhere. */
export function serveDocs(app: NestFastifyApplication, version: string): void {
  SwaggerModule.setup('docs', app, describeApi(app, version), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Ramz API',
    // Its badge would be an image from swagger.io.
    swaggerOptions: { validatorUrl: null },
  });
}

function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Ramz')
    .setDescription(
      'One-time codes and SMS. Errors are RFC 9457 problem documents; clients rely on their `code`, people read `detail`.',
    )
    .setVersion(version)
    .addTag('codes', 'Ask for one-time codes and verify them')
    .addTag('sessions', 'Stay signed in, sign out, and who is signed in')
    .addTag('account', 'What the signed-in user is known by')
    .addTag('sms', 'Administration: send messages and follow them')
    .addTag('keys', 'What other services need to verify tokens')
    .addTag('health', 'For load balancers and process managers')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An admin API key' }, 'ApiKeyAuth')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDetailsDto], operationIdFactory });
  nameAliases(document);
  return document;
}

/** The method's name, unique in the whole API. Of a route with several addresses Nest counts them: `name[1]`. */
function operationIdFactory(_controller: string, method: string): string {
  return method.replace('[0]', '').replace(/\[\d+\]$/, 'Alias');
}

/** Addresses of older clients stay listed, and say which one new clients take. */
function nameAliases(document: OpenAPIObject): void {
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get ? [{ path, method: 'GET', operation: get }] : []),
    ...(post ? [{ path, method: 'POST', operation: post }] : []),
  ]);
  for (const { operation } of operations) {
    const original = operations.find((other) => `${other.operation.operationId}Alias` === operation.operationId);
    if (!original) continue;
    operation.description = `The same as \`${original.method} ${original.path}\`, at the address that older clients call.`;
  }
}
