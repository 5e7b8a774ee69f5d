import type { ReactElement } from 'react';

import type { ResponseTimes } from '#web/data/response-times.ts';
import { say } from '#web/data/say.ts';
import { Table } from '#web/ui/table.tsx';

/** A marketplace's figures of all periods, by its own clock and, where it has one, by business hours. */
export function FigureTable({
  times: { marketplace, figures, businessFigures },
}: {
  readonly times: ResponseTimes;
}): ReactElement {
  const rows = [
    ...figures.map((one) => ({ one, isBusiness: false })),
    ...(businessFigures ?? []).map((one) => ({ one, isBusiness: true })),
  ];
  return (
    <Table
      label={say('response.figures', { marketplace })}
      columns={[
        { label: say('response.period') },
        { label: say('response.in-time'), isNumber: true },
        { label: say('response.late'), isNumber: true },
        { label: say('response.open'), isNumber: true },
        { label: say('response.overdue'), isNumber: true },
        { label: say('response.share'), isNumber: true },
      ]}
      rows={rows.map(({ one, isBusiness }) => ({
        key: `${one.days} ${isBusiness}`,
        cells: [
          say('response.period-of', { days: one.days, business: String(isBusiness) }),
          one.inTime,
          one.late,
          one.open,
          one.overdue,
          one.shareInTime === null
            ? '-'
            : say('response.percent', { share: Math.round(one.shareInTime * 100) }),
        ],
      }))}
    />
  );
}
