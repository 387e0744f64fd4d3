// Waits for what is worth a moment and no more. Pure.

/** Resolves when `work` has ended, however it did, and after `patience_ms` at the latest. */
export async function briefly(work: Promise<unknown>, patience_ms: number): Promise<void> {
  const enough = new Promise<void>((resolve) => setTimeout(resolve, patience_ms))
  await Promise.race([work.catch(() => undefined), enough])
}
