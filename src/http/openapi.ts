import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDetailsDto } from './problem-details.dto.js';

/** Serves the API's description at /openapi.json and Swagger UI at /docs. */
export function serveDocs(app: NestFastifyApplication, version: string): void {
  const document = describeApi(app, version);
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: undefined });
}

function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Ramz')
    .setDescription(
      'One-time codes and SMS. Errors are RFC 9457 problem documents; clients rely on their `code`, people read `detail`.',
    )
    .setVersion(version)
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, config, { extraModels: [ProblemDetailsDto] });
}
