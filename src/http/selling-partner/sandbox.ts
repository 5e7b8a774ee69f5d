import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import type { ApiAnswer } from './api-answer.ts';
import { invalid } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { queryList, readJson } from './call.ts';
import type { Operation } from './operations.ts';

/** Before the path of a call, for clients that can be told a base address. */
const PREFIX = '/sandbox';
/** In front of the host, as clients with a switch for the sandbox name it. */
const HOST_PREFIX = 'sandbox.';

/** Calls a second to the sandbox, and how many at once (the paper, section 2). */
const PLAN = { rate: 5, burst: 15 };

const MODELS = new URL('./models/', import.meta.url);

/** The path of a call as the API knows it, and whether it is one to the sandbox. */
export function sandboxPath(url: URL): { readonly path: string; readonly isSandbox: boolean } {
  if (url.pathname.startsWith(`${PREFIX}/`))
    return { path: url.pathname.slice(PREFIX.length), isSandbox: true };
  return { path: url.pathname, isSandbox: url.hostname.startsWith(HOST_PREFIX) };
}

/** An operation as the sandbox has it: with the sandbox's plan. */
export function inSandbox(operation: Operation): Operation {
  return { ...operation, ...PLAN };
}

/** One request of the published model and what it is answered with. */
interface SandboxCase {
  readonly status: ApiAnswer['status'];
  /** By name; of the body the properties that it needs to have. */
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
  readonly response: object | null;
}

interface Model {
  readonly operations: readonly {
    readonly method: string;
    readonly path: string;
    readonly responses: Readonly<
      Record<
        string,
        {
          readonly sandbox?: {
            readonly static?: readonly {
              readonly request?: { readonly parameters?: SandboxCase['parameters'] };
              readonly response?: object;
            }[];
          };
        }
      >
    >;
  }[];
}

type Cases = ReadonlyMap<string, readonly SandboxCase[]>;
let read: Cases | null = null;

/** The cases of all models, by method and path; read when the sandbox is first asked. */
function sandboxCases(): Cases {
  if (read !== null) return read;
  const cases = new Map<string, readonly SandboxCase[]>();
  for (const name of readdirSync(MODELS).filter((file) => file.endsWith('.json'))) {
    const model = JSON.parse(readFileSync(new URL(name, MODELS), 'utf8')) as Model;
    for (const { method, path, responses } of model.operations) {
      const found = Object.entries(responses).flatMap(([status, { sandbox }]) =>
        (sandbox?.static ?? []).map(({ request, response }) => ({
          status: Number(status) as ApiAnswer['status'],
          parameters: request?.parameters ?? {},
          response: status === '204' ? null : (response ?? {}),
        })),
      );
      cases.set(`${method} ${path}`, found);
    }
  }
  return (read = cases);
}

const BODY_NAMES: ReadonlySet<string> = new Set(['body', 'payload']);

/** Whether what was given has all that a case asks for; what it has beside that doesn't matter. */
function holds(given: unknown, asked: unknown): boolean {
  if (Array.isArray(asked))
    return (
      Array.isArray(given) &&
      given.length === asked.length &&
      asked.every((item, index) => holds(given[index], item))
    );
  if (typeof asked !== 'object' || asked === null) return isDeepStrictEqual(given, asked);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return Object.entries(asked).every(
    ([name, item]) => Object.hasOwn(given, name) && holds((given as Record<string, unknown>)[name], item),
  );
}

function matches({ parameters }: SandboxCase, call: ApiCall, body: unknown): boolean {
  return Object.entries(parameters).every(([name, { value }]) => {
    if (BODY_NAMES.has(name)) return holds(body, value);
    const inPath = call.parameters[name];
    if (inPath !== undefined) return inPath === value;
    return Array.isArray(value)
      ? isDeepStrictEqual(queryList(call, name), value)
      : call.query.get(name) === String(value);
  });
}

/**
 * The answer of the static sandbox: that of the published model's case whose parameters the call has, the one with the
 * most of them first. It reads and writes nothing of anybody.
 */
export async function answerInSandbox(call: ApiCall): Promise<ApiAnswer> {
  const body = await readJson(call.request);
  if (body.kind === 'answer') return body.answer;
  const key = `${call.operation.method} ${call.operation.path.replace('{+', '{')}`;
  const cases = (sandboxCases().get(key) ?? []).toSorted(
    (a, b) => Object.keys(b.parameters).length - Object.keys(a.parameters).length,
  );
  const found = cases.find((item) => matches(item, call, body.value));
  return found === undefined
    ? invalid('Could not match input arguments.', 'No case of the sandbox has these parameters.')
    : { status: found.status, body: found.response };
}
