import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The wrong settings, one sentence each; secrets are never repeated in them. */
export class ConfigError extends Error {
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'ConfigError';
    this.sentences = sentences;
  }
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface Smarthost {
  readonly host: string;
  readonly port: number;
  /** True: TLS from the first byte (RFC 8314); false: STARTTLS. */
  readonly implicitTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export type DnsSource =
  | { readonly kind: 'system' }
  | { readonly kind: 'servers'; readonly servers: readonly string[] }
  | { readonly kind: 'zone-file'; readonly path: string }
  /** The demo's own zone; no setting gives it. */
  | { readonly kind: 'zone-text'; readonly text: string };

/** Where the master secrets are: see `#store/seal-keys.ts` for their grammar. */
export type SecretSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly createIfMissing: boolean };

export interface Config {
  /** Absolute path of the folder that holds the bundled database and the generated secret. */
  readonly dataFolder: string;
  /** Absolute path of the folder that holds the policy packs, a folder each. */
  readonly packsFolder: string;
  readonly database: {
    /** Null: the bundled server. */
    readonly url: string | null;
    /** Folder with `postgres` and `initdb` to run instead of the bundled binaries. */
    readonly binariesFolder: string | null;
    readonly poolSize: number;
  };
  /** The name that the mail doors greet with. */
  readonly hostName: string;
  readonly mail: Listen;
  /** `publicUrl` null: people reach the server at the address it listens on. */
  readonly http: Listen & { readonly publicUrl: string | null };
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly smarthost: Smarthost | null;
  readonly dns: DnsSource;
  /** The demo's mail catcher: where it takes mail, and where its pages are. */
  readonly demo: { readonly smtpPort: number; readonly httpPort: number };
  /** Addresses and CIDR networks whose PROXY header is believed (threats T12). */
  readonly proxyPeers: readonly string[];
  /** Signing domains whose ARC seals are believed: help desks and groups that pass sellers' mail on (RFC 8617). */
  readonly trustedSealers: readonly string[];
  /** Lets mail out to loopback and private networks: for demos and tests (threats T14). */
  readonly allowInsideDelivery: boolean;
  /** False: a node that is a door alone; others send what it accepts. */
  readonly delivers: boolean;
  /** How long a delivery stays with a worker that died before another one takes it. */
  readonly leaseMs: number;
  /** Threads that look into the files of sellers' messages; each takes 100 to 200 MB once it has read letters. */
  readonly fileThreads: number;
  /** Keeps selling-partner operations that left the published model, for older tools. */
  readonly servesRetiredOperations: boolean;
  readonly secret: SecretSource;
  readonly limits: {
    /** Of one message on the wire: what SIZE announces (RFC 1870). */
    readonly messageBytes: number;
    /** Of all files of one message together, decoded (ALIAS 8). */
    readonly fileBytes: number;
    readonly connections: number;
    readonly connectionsPerClient: number;
    readonly recipientsPerMessage: number;
  };
}

const checkout = fileURLToPath(new URL('..', import.meta.url));

const text = z.string().trim().min(1, 'must not be empty');
const path = text.transform((value) => resolve(value));

function wholeNumber(min: number, max: number) {
  const sentence = `must be a whole number from ${min} to ${max}`;
  return text
    .regex(/^\d{1,15}$/u, sentence)
    .transform(Number)
    .pipe(z.number().min(min, sentence).max(max, sentence));
}

const port = wholeNumber(0, 65_535);

const host = text.refine(
  (value) => isIP(value) !== 0 || value === 'localhost',
  'must be an IP address or localhost: it is where the server listens',
);

const hostName = text.regex(
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/iu,
  'must be a host name in ASCII, such as mx.example.com',
);

const flag = z.enum(['yes', 'no'], 'must be yes or no').transform((value) => value === 'yes');

function commaList(isItem: (item: string) => boolean, sentence: string) {
  return text
    .transform((value) => value.split(',').map((item) => item.trim()))
    .refine((items) => items.every(isItem), sentence);
}

function isNetwork(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isDnsServer(item: string): boolean {
  const [, bracketed, bracketedPort] = /^\[([^\]]+)\](?::(\d{1,5}))?$/u.exec(item) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 && Number(bracketedPort ?? 53) <= 65_535;
  if (isIP(item) !== 0) return true;
  const [address = '', portText = ''] = item.split(':');
  return isIP(address) === 4 && /^\d{1,5}$/u.test(portText) && Number(portText) <= 65_535;
}

function parsedUrl(value: string, protocols: readonly string[]): URL | null {
  const url = URL.parse(value);
  return url !== null && protocols.includes(url.protocol) ? url : null;
}

// A socket folder in place of a host (`postgresql://user@/name?host=/run/postgresql`) is no URL to `URL`.
const databaseUrl = text.refine(
  (value) =>
    /^postgres(?:ql)?:\/\/[^@/?#]*@?\/[^/]/u.test(value) ||
    (parsedUrl(value, ['postgres:', 'postgresql:'])?.pathname.length ?? 0) > 1,
  'must look like postgresql://user:password@host:5432/database',
);

const httpUrl = text
  .refine((value) => {
    const url = parsedUrl(value, ['http:', 'https:']);
    return url !== null && url.search === '' && url.hash === '' && url.username === '';
  }, 'must be an http or https address without query, such as https://messages.example.com')
  .transform((value) => value.replace(/\/+$/u, ''));

const smarthost = text
  .refine((value) => {
    const url = parsedUrl(value, ['smtp:', 'smtps:']);
    return url !== null && url.hostname !== '' && /^\/?$/u.test(url.pathname) && url.search === '';
  }, 'must look like smtp://user:password@host:587 or smtps://user:password@host')
  .transform((value): Smarthost => {
    const url = new URL(value);
    const implicitTls = url.protocol === 'smtps:';
    return {
      host: url.hostname.replace(/^\[|\]$/gu, ''),
      port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
      implicitTls,
      user: url.username === '' ? null : decodeURIComponent(url.username),
      password: url.password === '' ? null : decodeURIComponent(url.password),
    };
  });

/** Every setting there is. A name that is not in here and begins with PARLEY_ is an error: most likely a typo. */
const settings = z.object({
  DATABASE_URL: databaseUrl.optional(),
  PARLEY_DATABASE_URL: databaseUrl.optional(),
  PARLEY_DATA: path.default(resolve(checkout, '.parley')),
  PARLEY_POSTGRES_BINARIES: path.optional(),
  PARLEY_PACKS: path.default(resolve(checkout, 'packs')),
  PARLEY_DATABASE_POOL: wholeNumber(2, 200).default(16),
  PARLEY_HOST_NAME: hostName.optional(),
  PARLEY_MAIL_HOST: host.default('127.0.0.1'),
  PARLEY_MAIL_PORT: port.default(2525),
  PARLEY_HTTP_HOST: host.default('127.0.0.1'),
  PARLEY_HTTP_PORT: port.default(8080),
  PARLEY_PUBLIC_URL: httpUrl.optional(),
  PARLEY_DEMO_SMTP_PORT: port.default(2526),
  PARLEY_DEMO_HTTP_PORT: port.default(8025),
  PARLEY_TLS_CERTIFICATE: path.optional(),
  PARLEY_TLS_KEY: path.optional(),
  PARLEY_SMARTHOST: smarthost.optional(),
  PARLEY_DNS_SERVERS: commaList(
    isDnsServer,
    'must be IP addresses separated by commas, each with :port if it is not 53',
  ).optional(),
  PARLEY_DNS_ZONE_FILE: path.optional(),
  PARLEY_PROXY_PEERS: commaList(
    isNetwork,
    'must be IP addresses or networks such as 10.0.0.0/8, separated by commas',
  ).default([]),
  PARLEY_TRUSTED_SEALERS: commaList(
    (item) => hostName.safeParse(item).success && item.includes('.'),
    'must be domains in ASCII such as helpdesk.example, separated by commas',
  )
    .transform((items) => items.map((item) => item.toLowerCase()))
    .default([]),
  PARLEY_ALLOW_INSIDE_DELIVERY: flag.default(false),
  PARLEY_DELIVER: flag.default(true),
  PARLEY_FILE_THREADS: wholeNumber(1, 16).default(1),
  PARLEY_LEASE_SECONDS: wholeNumber(1, 3600).default(60),
  PARLEY_RETIRED_OPERATIONS: flag.default(true),
  PARLEY_SECRET: text.optional(),
  PARLEY_SECRET_FILE: path.optional(),
  PARLEY_MAX_MESSAGE_BYTES: wholeNumber(65_536, 157_286_400).default(26_214_400),
  PARLEY_MAX_FILE_BYTES: wholeNumber(0, 104_857_600).default(10_485_760),
  PARLEY_MAX_CONNECTIONS: wholeNumber(1, 100_000).default(500),
  PARLEY_MAX_CONNECTIONS_PER_CLIENT: wholeNumber(1, 100_000).default(50),
  PARLEY_MAX_RECIPIENTS: wholeNumber(1, 1000).default(100),
});

type Settings = z.infer<typeof settings>;

/** SECURITY: values that must not turn up on a screen or in a log. */
const CONFIDENTIAL = new Set(['DATABASE_URL', 'PARLEY_DATABASE_URL', 'PARLEY_SECRET', 'PARLEY_SMARTHOST']);

function sentenceOf(name: string, value: string, complaint: string): string {
  return CONFIDENTIAL.has(name)
    ? `${name}: the value ${complaint}.`
    : `${name} is ${JSON.stringify(value)}, but it ${complaint}.`;
}

function contradictions(values: Settings): string[] {
  const found: string[] = [];
  if ((values.PARLEY_TLS_CERTIFICATE === undefined) !== (values.PARLEY_TLS_KEY === undefined))
    found.push('PARLEY_TLS_CERTIFICATE and PARLEY_TLS_KEY belong together: set both or neither.');
  if (values.PARLEY_DNS_SERVERS !== undefined && values.PARLEY_DNS_ZONE_FILE !== undefined)
    found.push('PARLEY_DNS_SERVERS and PARLEY_DNS_ZONE_FILE exclude each other: set one of them.');
  if (values.PARLEY_SECRET !== undefined && values.PARLEY_SECRET_FILE !== undefined)
    found.push('PARLEY_SECRET and PARLEY_SECRET_FILE exclude each other: set one of them.');
  return found;
}

function dnsSource(values: Settings): DnsSource {
  if (values.PARLEY_DNS_SERVERS !== undefined) return { kind: 'servers', servers: values.PARLEY_DNS_SERVERS };
  if (values.PARLEY_DNS_ZONE_FILE !== undefined)
    return { kind: 'zone-file', path: values.PARLEY_DNS_ZONE_FILE };
  return { kind: 'system' };
}

function secretSource(values: Settings): SecretSource {
  if (values.PARLEY_SECRET !== undefined) return { kind: 'text', text: values.PARLEY_SECRET };
  // A file that somebody named must exist: a key made in its place could open nothing that is stored already.
  if (values.PARLEY_SECRET_FILE !== undefined)
    return { kind: 'file', path: values.PARLEY_SECRET_FILE, createIfMissing: false };
  return { kind: 'file', path: resolve(values.PARLEY_DATA, 'secret'), createIfMissing: true };
}

function configOf(values: Settings): Config {
  return {
    dataFolder: values.PARLEY_DATA,
    packsFolder: values.PARLEY_PACKS,
    database: {
      url: values.PARLEY_DATABASE_URL ?? values.DATABASE_URL ?? null,
      binariesFolder: values.PARLEY_POSTGRES_BINARIES ?? null,
      poolSize: values.PARLEY_DATABASE_POOL,
    },
    hostName: values.PARLEY_HOST_NAME ?? hostname(),
    mail: { host: values.PARLEY_MAIL_HOST, port: values.PARLEY_MAIL_PORT },
    http: {
      host: values.PARLEY_HTTP_HOST,
      port: values.PARLEY_HTTP_PORT,
      publicUrl: values.PARLEY_PUBLIC_URL ?? null,
    },
    tls:
      values.PARLEY_TLS_CERTIFICATE === undefined || values.PARLEY_TLS_KEY === undefined
        ? null
        : { certificateFile: values.PARLEY_TLS_CERTIFICATE, keyFile: values.PARLEY_TLS_KEY },
    smarthost: values.PARLEY_SMARTHOST ?? null,
    dns: dnsSource(values),
    demo: { smtpPort: values.PARLEY_DEMO_SMTP_PORT, httpPort: values.PARLEY_DEMO_HTTP_PORT },
    proxyPeers: values.PARLEY_PROXY_PEERS,
    trustedSealers: values.PARLEY_TRUSTED_SEALERS,
    allowInsideDelivery: values.PARLEY_ALLOW_INSIDE_DELIVERY,
    delivers: values.PARLEY_DELIVER,
    leaseMs: values.PARLEY_LEASE_SECONDS * 1000,
    fileThreads: values.PARLEY_FILE_THREADS,
    servesRetiredOperations: values.PARLEY_RETIRED_OPERATIONS,
    secret: secretSource(values),
    limits: {
      messageBytes: values.PARLEY_MAX_MESSAGE_BYTES,
      fileBytes: values.PARLEY_MAX_FILE_BYTES,
      connections: values.PARLEY_MAX_CONNECTIONS,
      connectionsPerClient: values.PARLEY_MAX_CONNECTIONS_PER_CLIENT,
      recipientsPerMessage: values.PARLEY_MAX_RECIPIENTS,
    },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/**
 * Reads the settings from the environment (names in `settings` above; a setting that is there but empty counts
 * as not set, as shells and container files write it). Relative paths start at the working folder. Throws a
 * `ConfigError` with a sentence for each wrong value.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      (entry[0].startsWith('PARLEY_') || entry[0] === 'DATABASE_URL') &&
      entry[1] !== undefined &&
      entry[1].trim() !== '',
  );
  const values = new Map(given);
  const unknown = [...values.keys()]
    .filter((name) => !Object.hasOwn(settings.shape, name))
    .map((name) => `${name} is no setting of Parley: see docs/operate.md for their names.`);

  const result = settings.safeParse(Object.fromEntries(given));
  if (!result.success) {
    // One sentence per setting: the first complaint is the one to mend.
    const complaints = new Map<string, string>();
    for (const issue of result.error.issues) {
      const name = String(issue.path[0]);
      if (!complaints.has(name))
        complaints.set(name, sentenceOf(name, values.get(name) ?? '', issue.message));
    }
    throw new ConfigError([...unknown, ...complaints.values()]);
  }
  const wrong = [...unknown, ...contradictions(result.data)];
  if (wrong.length > 0) throw new ConfigError(wrong);
  return deepFreeze(configOf(result.data));
}
