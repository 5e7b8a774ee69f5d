import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReceivedMail } from '#mail/received-mail.ts';
import { readMail } from '#mail/read-mail.ts';

/** One mail in a mailbox of the catcher. */
export interface CaughtMail {
  /** Place in the mailbox, from 1, in the order of arrival. */
  readonly number: number;
  readonly raw: Buffer;
  /** Null where our own reader can't read it: the raw view still shows it. */
  readonly mail: ReceivedMail | null;
}

/**
 * The mailboxes of the sample people: a folder each, a file per mail, so that they survive a restart. Only
 * addresses of sample people have one; the catcher takes nothing else.
 */
export class Mailboxes {
  readonly #folder: string;
  readonly #owners: ReadonlyMap<string, string>;
  readonly #counts = new Map<string, number>();

  /** @param owners canonical address → whose it is, for people to read. */
  constructor(folder: string, owners: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#owners = owners;
  }

  async open(): Promise<void> {
    for (const address of this.#owners.keys()) {
      await mkdir(this.#folderOf(address), { recursive: true });
      const files = await readdir(this.#folderOf(address));
      this.#counts.set(address, files.filter((file) => file.endsWith('.eml')).length);
    }
  }

  has(address: string): boolean {
    return this.#owners.has(address.toLowerCase());
  }

  list(): readonly { readonly address: string; readonly owner: string; readonly count: number }[] {
    return [...this.#owners].map(([address, owner]) => ({
      address,
      owner,
      count: this.#counts.get(address) ?? 0,
    }));
  }

  async deliver(address: string, raw: Uint8Array): Promise<void> {
    const key = address.toLowerCase();
    const number = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, number);
    const path = this.#pathOf(key, number);
    // Written beside and renamed, so that a reader never sees half a mail.
    await writeFile(`${path}.part`, raw);
    await rename(`${path}.part`, path);
  }

  /** Newest first. */
  async mailsOf(address: string, limit = 100): Promise<CaughtMail[]> {
    const count = this.#counts.get(address) ?? 0;
    const numbers = Array.from({ length: Math.min(limit, count) }, (_, index) => count - index);
    const mails = await Promise.all(numbers.map((number) => this.mail(address, number)));
    return mails.filter((mail) => mail !== null);
  }

  async mail(address: string, number: number): Promise<CaughtMail | null> {
    if (!this.#owners.has(address)) return null;
    try {
      const raw = await readFile(this.#pathOf(address, number));
      const read = readMail(raw);
      return { number, raw, mail: read.kind === 'mail' ? read.mail : null };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  #folderOf(address: string): string {
    return join(this.#folder, encodeURIComponent(address));
  }

  #pathOf(address: string, number: number): string {
    return join(this.#folderOf(address), `${String(number).padStart(6, '0')}.eml`);
  }
}
