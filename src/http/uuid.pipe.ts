import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { AppError } from '../common/app-error.js';

/** Reads the id in a path. Text that is no UUID cannot be an id, so it gets the answer of an id that does not exist. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  /** @param sentence the route's own `detail` for an unknown id */
  constructor(private readonly sentence?: string) {}

  /** @throws AppError not_found */
  transform(text: string): string {
    if (!isUUID(text)) throw new AppError('not_found', { detail: this.sentence });
    return text.toLowerCase();
  }
}
