import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { AppError } from '../common/app-error.js';
import { ERROR_CODES, type ErrorCode } from '../common/error-codes.js';
import { problemDetails } from './problem-details.js';

/** Problems that every route with a body can answer with. */
export const BODY_PROBLEMS = ['validation_failed', 'payload_too_large', 'unsupported_media_type'] as const;

const EXAMPLE_REQUEST_ID = '5f1c9f1e-3f0b-4f5e-9a43-0d6a3f2b7c11';

/** Describes the problem documents of a route in OpenAPI: one response per status, one example per code. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const responses = [...groupByStatus(codes)].map(([status, sameStatus]) =>
    ApiResponse({
      status,
      description: sameStatus.map((code) => `\`${code}\`: ${ERROR_CODES[code].title}`).join('; '),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/ProblemDetails' },
          examples: Object.fromEntries(sameStatus.map((code) => [code, exampleOf(code)])),
        },
      },
    }),
  );
  return applyDecorators(...responses);
}

function exampleOf(code: ErrorCode) {
  const error = new AppError(code);
  return { summary: error.title, value: problemDetails(error, EXAMPLE_REQUEST_ID) };
}

function groupByStatus(codes: ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERROR_CODES[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}
