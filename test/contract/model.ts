import { readFileSync, readdirSync } from 'node:fs';

/** A schema of the published models: the part of JSON Schema that they use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export type Definitions = Readonly<Record<string, Schema>>;

export interface Parameter extends Schema {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly schema?: Schema;
  readonly isRequired?: boolean;
}

export interface SandboxCase {
  readonly request?: { readonly parameters?: Readonly<Record<string, { readonly value: unknown }>> };
  readonly response?: object;
}

export interface ModelOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly usagePlan?: { readonly rate: number; readonly burst: number };
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly schema?: Schema; readonly sandbox?: { readonly static?: readonly SandboxCase[] } }
    >
  >;
  readonly produces: string;
  readonly definitions: Definitions;
  /** `messaging-v1`. */
  readonly model: string;
}

const FOLDER = new URL('../../src/http/selling-partner/models/', import.meta.url);

/** Every operation of the models that are committed. */
export function modelOperations(): ModelOperation[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const { operations, produces, definitions } = JSON.parse(
        readFileSync(new URL(name, FOLDER), 'utf8'),
      ) as {
        operations: Omit<ModelOperation, 'produces' | 'definitions' | 'model'>[];
        produces: string;
        definitions: Definitions;
      };
      return operations.map((operation) => ({
        ...operation,
        produces,
        definitions,
        model: name.replace('.json', ''),
      }));
    });
}

const CHECKED = new Set(
  `$ref type properties additionalProperties required items enum format pattern
   minimum maximum minLength maxLength minItems maxItems default`.split(/\s+/u),
);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u;

export function resolve(schema: Schema, definitions: Definitions): Schema {
  if (schema.$ref === undefined) return schema;
  const found = definitions[schema.$ref.replace('#/definitions/', '')];
  if (found === undefined) throw new Error(`the model has no ${schema.$ref}`);
  return resolve(found, definitions);
}

/** What of a value isn't as its schema says. A keyword that isn't known here is an error: nothing passes unchecked. */
export function faultsOf(given: unknown, schema: Schema, definitions: Definitions, at = '$'): string[] {
  const resolved = resolve(schema, definitions);
  const unknown = Object.keys(resolved).filter((key) => !CHECKED.has(key));
  if (unknown.length > 0) throw new Error(`keywords that nothing checks: ${unknown.join(', ')} (${at})`);
  const { type = resolved.properties === undefined ? undefined : 'object' } = resolved;
  if (type !== undefined && TYPES[type]?.(given) !== true) return [`${at}: is no ${type}`];
  return [
    ...scalarFaults(given, resolved, at),
    ...(Array.isArray(given) ? listFaults(given, resolved, definitions, at) : []),
    ...(TYPES['object']?.(given) === true
      ? objectFaults(given as Record<string, unknown>, resolved, definitions, at)
      : []),
  ];
}

function scalarFaults(given: unknown, schema: Schema, at: string): string[] {
  const faults: string[] = [];
  if (schema.enum !== undefined && !schema.enum.includes(given)) faults.push(`${at}: is none of the words`);
  if (typeof given === 'string') {
    if (given.length < (schema.minLength ?? 0)) faults.push(`${at}: is too short`);
    if (given.length > (schema.maxLength ?? Infinity)) faults.push(`${at}: is too long`);
    if (schema.format === 'date-time' && !DATE_TIME.test(given)) faults.push(`${at}: is no time`);
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(given))
      faults.push(`${at}: doesn't fit ${schema.pattern}`);
  }
  if (typeof given === 'number') {
    if (given < (schema.minimum ?? -Infinity)) faults.push(`${at}: is too small`);
    if (given > (schema.maximum ?? Infinity)) faults.push(`${at}: is too large`);
  }
  return faults;
}

function listFaults(given: unknown[], schema: Schema, definitions: Definitions, at: string): string[] {
  const { items, minItems = 0, maxItems = Infinity } = schema;
  return [
    ...(given.length < minItems || given.length > maxItems ? [`${at}: has ${given.length} items`] : []),
    ...(items === undefined
      ? []
      : given.flatMap((item, index) => faultsOf(item, items, definitions, `${at}[${index}]`))),
  ];
}

function objectFaults(
  given: Record<string, unknown>,
  schema: Schema,
  definitions: Definitions,
  at: string,
): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  return [
    ...required.filter((name) => !Object.hasOwn(given, name)).map((name) => `${at}.${name}: is missing`),
    ...Object.entries(given).flatMap(([name, item]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const other = typeof additionalProperties === 'object' ? additionalProperties : undefined;
      const own = known ?? other;
      return own === undefined ? [] : faultsOf(item, own, definitions, `${at}.${name}`);
    }),
  ];
}
