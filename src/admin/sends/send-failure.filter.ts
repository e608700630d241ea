import { Catch } from '@nestjs/common';
import type { AppError } from '../../common/app-error.js';
import { ProblemDetailsFilter } from '../../http/index.js';

/** Adds to problem documents the members that callers of the older endpoint look at. */
@Catch()
export class SendFailureFilter extends ProblemDetailsFilter {
  protected override legacyFieldsOf(error: AppError): Record<string, unknown> {
    return { success: false, error: error.detail };
  }
}
