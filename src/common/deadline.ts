/** Something did not answer in time. */
export class DeadlineError extends Error {
  constructor(source: string, timeoutMs: number) {
    super(`${source} did not answer within ${timeoutMs} ms`);
    this.name = 'DeadlineError';
  }
}

/**
 * Waits for an answer, but no longer than `timeoutMs`. The work itself goes on; its late result is ignored.
 * @param source what is waited for, for the error
 * @throws DeadlineError
 */
export async function withDeadline<T>(answer: PromiseLike<T>, timeoutMs: number, source: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(source, timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
