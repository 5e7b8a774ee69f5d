import { GuessLimit } from '#flow/guess-limit.ts';

const MINUTE_MS = 60_000;

/** Who tries to sign in, as far as limits are concerned. */
export interface SignInTry {
  readonly clientAddress: string;
  /** Whose account it is meant to be, in whatever form compares equal; empty where the try names none. */
  readonly account: string;
  /** The person that this browser signed in as before: by a signed cookie. */
  readonly knownDeviceOf: string | null;
}

/**
 * How often signing in may fail.
 *
 *   - 20 times in ten minutes from one network, whatever the accounts: guessing one password at many accounts;
 *   - 10 times in fifteen minutes at one account, from wherever: guessing many passwords at one account.
 *
 * SECURITY: the second limit would be a way to lock somebody out. So browsers that signed in as this person before
 * (OWASP's device cookies) are counted by themselves: whoever guesses from elsewhere shuts the account for guessers
 * alone. Passkeys, the provider and the link in a mail aren't counted by account at all. An account that isn't there
 * is counted like one that is.
 *
 * Kept in memory per node: n nodes allow n times as much, and a restart forgives. With passwords of twelve characters
 * none of it is a tool.
 */
export class SignInLimits {
  readonly #clients = new GuessLimit({ misses: 20, windowMs: 10 * MINUTE_MS, clients: 100_000 });
  readonly #accounts = new GuessLimit({ misses: 10, windowMs: 15 * MINUTE_MS, clients: 100_000 });
  readonly #devices = new GuessLimit({ misses: 10, windowMs: 15 * MINUTE_MS, clients: 100_000 });

  /** True where this try must not even be looked at. */
  isCutOff({ clientAddress, account, knownDeviceOf }: SignInTry, now: Date): boolean {
    if (knownDeviceOf !== null) return this.#devices.isCutOff(knownDeviceOf, now);
    return (
      this.#clients.isCutOff(clientAddress, now) || (account !== '' && this.#accounts.isCutOff(account, now))
    );
  }

  miss({ clientAddress, account, knownDeviceOf }: SignInTry, now: Date): void {
    if (knownDeviceOf !== null) {
      this.#devices.miss(knownDeviceOf, now);
      return;
    }
    this.#clients.miss(clientAddress, now);
    if (account !== '') this.#accounts.miss(account, now);
  }

  /** The try was right: it counts as no miss. */
  forgive({ clientAddress, account, knownDeviceOf }: SignInTry): void {
    if (knownDeviceOf !== null) {
      this.#devices.forgive(knownDeviceOf);
      return;
    }
    this.#clients.forgive(clientAddress);
    if (account !== '') this.#accounts.forgive(account);
  }
}
