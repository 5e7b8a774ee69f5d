/** Runs once before all test files: see `database.ts` for what tests share. */
export async function globalSetup(): Promise<void> {}

export async function globalTeardown(): Promise<void> {}
