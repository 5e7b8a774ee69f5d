import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/parley', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program as a process of its own, in a process group of its own, with the given settings and none of ours. */
export class ProgramProcess {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #onOutput = new Set<() => void>();
  #stdout = '';
  #stderr = '';

  constructor(
    program: string,
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
    { cwd }: { readonly cwd?: string } = {},
  ) {
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const child = spawn(program, args, {
      cwd,
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    const killChild = (): void => this.killGroup();
    process.once('exit', killChild);
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text, ''));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#hear('', text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        process.off('exit', killChild);
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
        for (const look of this.#onOutput) look();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves with the match as soon as all that was written so far matches; throws if the process ends before. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (match !== null) return match;
      if (this.hasEnded) {
        const { code, signal, stderr } = await this.ended;
        throw new Error(`the process ended (${code ?? signal}) before it printed ${pattern}:\n${stderr}`);
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onOutput.add(resolve);
      await promise;
      this.#onOutput.delete(resolve);
    }
  }

  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** kill -9 for it and all that it started in its group; nothing happens where they are gone. */
  killGroup(): void {
    if (!this.hasEnded) process.kill(-this.pid, 'SIGKILL');
  }

  /** Ctrl-C: the terminal tells the program and all that it started. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  #hear(stdout: string, stderr: string): void {
    this.#stdout += stdout;
    this.#stderr += stderr;
    for (const look of this.#onOutput) look();
  }
}

/** `bin/parley` as a process of its own. */
export class ParleyProcess extends ProgramProcess {
  constructor(args: readonly string[], settings: Readonly<Record<string, string>>) {
    super(PROGRAM, args, settings);
  }
}

/** A node of Parley (`bin/parley serve`) that is killed and started again, on the same settings. */
export class Node {
  readonly name: string;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ParleyProcess | null = null;
  #ready = Promise.withResolvers<number>();

  constructor(name: string, settings: Readonly<Record<string, string>>) {
    this.name = name;
    this.#settings = { PARLEY_MAIL_PORT: '0', PARLEY_HTTP_PORT: '0', ...settings };
  }

  /** The mail door's port; waits while the node is down. */
  get port(): Promise<number> {
    return this.#ready.promise;
  }

  get process(): ParleyProcess {
    if (this.#process === null) throw new Error(`${this.name} was never started`);
    return this.#process;
  }

  async start(): Promise<void> {
    this.#process = new ParleyProcess(['serve'], this.#settings);
    const [, port] = await this.#process.prints(/"event":"server\.ready","mailPort":(\d+)/u);
    this.#ready.resolve(Number(port));
  }

  async kill(): Promise<void> {
    this.#ready = Promise.withResolvers<number>();
    await this.process.kill();
  }

  /** For the end of a test, however it ended. */
  killGroup(): void {
    this.#process?.killGroup();
  }

  /** An orderly stop. */
  async stop(): Promise<Ended> {
    this.process.signal('SIGTERM');
    return this.process.ended;
  }
}
