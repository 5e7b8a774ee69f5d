import type { Principal } from '#market/rights.ts';

/** What a request carries from stage to stage. */
export interface HttpEnvironment {
  Variables: {
    /** Of the catalogue. */
    language: string;
    /** Null at public endpoints, and until the guard has read the token. */
    principal: Principal | null;
  };
}
