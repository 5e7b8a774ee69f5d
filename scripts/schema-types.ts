import type pg from 'pg';

// Kysely's types of our tables. An own generator because it knows what the general ones don't: which texts a
// check constraint allows, and how `connect.ts` parses values.

const COLUMNS = `
  select o.relname as table_name, a.attname as column_name, t.typname as type_name,
         a.attnotnull as is_required, a.atthasdef as has_default, a.attidentity as identity,
         a.attgenerated <> '' as is_computed,
         (select array_agg(pg_get_constraintdef(c.oid, true)) from pg_constraint c
           where c.conrelid = o.oid and c.contype = 'c' and c.conkey = array[a.attnum]) as checks,
         (select array_agg(v.enumlabel::text order by v.enumsortorder) from pg_enum v where v.enumtypid = t.oid)
           as labels
    from pg_class o
    join pg_namespace n on n.oid = o.relnamespace
    join pg_attribute a on a.attrelid = o.oid
    join pg_type t on t.oid = a.atttypid
   where n.nspname = 'public' and o.relkind in ('r', 'p', 'v') and not o.relispartition
     and a.attnum > 0 and not a.attisdropped
   order by o.relname, a.attnum`;

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly type_name: string;
  readonly is_required: boolean;
  readonly has_default: boolean;
  readonly identity: string;
  readonly is_computed: boolean;
  readonly checks: string[] | null;
  readonly labels: string[] | null;
}

/** Must agree with the parsers in `src/store/connect.ts`. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['text', 'string'],
  ['varchar', 'string'],
  ['citext', 'string'],
  ['uuid', 'string'],
  ['date', 'string'],
  ['numeric', 'string'],
  ['xid8', 'string'],
  ['inet', 'string'],
  ['tsvector', 'string'],
  ['interval', 'string'],
  ['bool', 'boolean'],
  ['int2', 'number'],
  ['int4', 'number'],
  ['int8', 'number'],
  ['float8', 'number'],
  ['bytea', 'Bytes'],
  ['timestamptz', 'Timestamp'],
  ['jsonb', 'Json'],
  ['json', 'Json'],
  ['_text', 'string[]'],
  ['_uuid', 'string[]'],
  ['_int4', 'number[]'],
  ['_int8', 'number[]'],
]);

const HEAD = `// Kysely's types of the tables. Written by scripts/write-schema.ts from the database: not to be edited.
import type { ColumnType } from 'kysely';

/** Written as bytes, read as a Buffer. */
type Bytes = ColumnType<Buffer, Uint8Array, Uint8Array>;
/** Written as JSON text, because pg takes an array for an array of PostgreSQL; read parsed, of no known shape. */
type Json = ColumnType<unknown, string, string>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** The database has a default. */
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U>
    ? ColumnType<S, I | undefined, U>
    : ColumnType<T, T | undefined, T>;
/** The database alone writes it. */
type GeneratedAlways<T> = ColumnType<T, never, never>;
`;

const CHECK_IN = /^CHECK \((?<column>\w+) = (?:ANY \(ARRAY\[(?<list>.*)\]\)|(?<single>'.*'::text))\)$/u;

/** The texts that `column in ('a', 'b')` allows, in the words of `pg_get_constraintdef`; null for other checks. */
function allowedTexts(column: string, check: string): string[] | null {
  const groups = CHECK_IN.exec(check)?.groups;
  if (groups?.['column'] !== column) return null;
  const list = groups['list'] ?? groups['single'] ?? '';
  return [...list.matchAll(/'((?:[^']|'')*)'::text/gu)].map(([, text = '']) => text.replaceAll("''", "'"));
}

function literalsOf(column: ColumnRow): string[] | null {
  const texts =
    column.labels ??
    column.checks?.map((check) => allowedTexts(column.column_name, check)).find((found) => found !== null);
  return texts?.map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`) ?? null;
}

function baseTypeOf(column: ColumnRow): string[] {
  const literals = literalsOf(column);
  if (literals !== null) return literals;
  const type = TYPES.get(column.type_name);
  if (type === undefined)
    throw new Error(
      `schema-types.ts doesn't know ${column.type_name} (${column.table_name}.${column.column_name})`,
    );
  return [type];
}

function propertyOf(column: ColumnRow): string {
  const members = [...baseTypeOf(column), ...(column.is_required ? [] : ['null'])];
  const union = members.join(' | ');
  if (column.identity === 'a' || column.is_computed)
    return `  ${column.column_name}: GeneratedAlways<${union}>;`;
  if (column.has_default || column.identity === 'd') return `  ${column.column_name}: Generated<${union}>;`;
  const line = `  ${column.column_name}: ${union};`;
  if (line.length <= LINE_WIDTH) return line;
  return [`  ${column.column_name}:`, ...members.map((member) => `    | ${member}`)].join('\n') + ';';
}

/** As the formatter wants it, so that what is written is what is committed. */
const LINE_WIDTH = 110;

function interfaceName(table: string): string {
  return `${table.replaceAll(/(?:^|_)([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase())}Table`;
}

/** `schema.gen.ts`: an interface per table, and `DB` with all of them. */
export async function writeSchemaTypes(client: pg.ClientBase | pg.Pool): Promise<string> {
  const { rows } = await client.query<ColumnRow>(COLUMNS);
  const tables = Map.groupBy(rows, (column) => column.table_name);
  const interfaces = [...tables].map(
    ([table, columns]) => `interface ${interfaceName(table)} {\n${columns.map(propertyOf).join('\n')}\n}\n`,
  );
  const database = [...tables.keys()].map((table) => `  ${table}: ${interfaceName(table)};`).join('\n');
  return [HEAD, ...interfaces, `export interface DB {\n${database}\n}\n`].join('\n');
}
