import { Catch } from '@nestjs/common';
import type { AppError } from '../../common/app-error.js';
import { ProblemDetailsFilter } from '../../http/index.js';

/** Adds the fields that callers of the older endpoint read to problem documents. */
@Catch()
export class SendFailureFilter extends ProblemDetailsFilter {
  protected override legacyFieldsOf(error: AppError): Record<string, unknown> {
    return { success: false, error: error.detail };
  }
}
