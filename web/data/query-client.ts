import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from './api.ts';

const MOST_RETRIES = 2;

/** One store of what the server said. What was refused is not asked for again; what wasn't reached is. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) =>
          count < MOST_RETRIES && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
      },
    },
  });
}
