import { Injectable } from '@nestjs/common';
import { summarizeError } from '../common/error-summary.js';
import { ProcessIdentity } from './process-identity.js';
import { ProcessRepository } from './process.repository.js';

/** Keeps the last unexpected error in a job of this process for the status. */
@Injectable()
export class ProcessErrorService {
  constructor(
    private readonly identity: ProcessIdentity,
    private readonly processes: ProcessRepository,
  ) {}

  /** Never throws. */
  async record(error: unknown): Promise<void> {
    try {
      await this.processes.recordError(this.identity.id, summarizeError(error));
    } catch {
      // The log has it, and a database that fails is a problem of its own.
    }
  }
}
