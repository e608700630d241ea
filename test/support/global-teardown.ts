/** Ends what the global setup has started: Jest runs both in one process. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.ramzTestTeardown?.();
}
