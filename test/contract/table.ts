import { DEVIATIONS, deviationOf } from './deviations.ts';
import type { ModelOperation } from './model.ts';

const STATUSES = ['400', '401', '403', '404', '413', '415', '429', '500', '503'] as const;

function cellOf(operation: ModelOperation, status: string): string {
  if (!Object.hasOwn(operation.responses, status)) return '';
  const deviation = deviationOf(operation, status);
  return deviation === null ? '✓' : String(deviation);
}

/** The table of operations and statuses, in Markdown: ✓ reached and checked, a number for why not, empty undocumented. */
export function conformanceTable(operations: readonly ModelOperation[]): string {
  const rows = operations.map((operation) => {
    const success = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
    const cells = STATUSES.map((status) => cellOf(operation, status));
    return `| ${operation.model} | ${operation.operationId} | ${success.join(', ')} ✓ | ${cells.join(' | ')} |`;
  });
  const head = ['model', 'operation', 'success', ...STATUSES];
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...DEVIATIONS.map((reason, index) => `${index + 1}. ${reason}`),
    '',
  ].join('\n');
}
