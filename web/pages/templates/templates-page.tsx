import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Template } from '#web/data/templates.ts';
import { useTemplates } from '#web/data/templates.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import { Table } from '#web/ui/table.tsx';

import { RemoveTemplate } from './remove-template.tsx';
import { TemplateForm } from './template-form.tsx';

/** The seller's templates: listed, written with variables, judged when saved. */
export function TemplatesPage(): ReactElement {
  const { ownerId } = useReader();
  const { data, error, refetch } = useTemplates(ownerId ?? '');
  const [edited, setEdited] = useState<Template | 'new' | null>(null);
  useCommands([{ id: 'new', label: say('templates.add'), keys: 'n', run: () => setEdited('new') }]);
  return (
    <Page title={say('templates.title')} lead={say('templates.lead')}>
      <p>
        <Button onClick={() => setEdited('new')}>{say('templates.add')}</Button>
      </p>
      {data === undefined && error === null ? (
        <SkeletonRows count={4} height={45} label={say('loading')} />
      ) : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <Templates templates={data.items} onEdit={setEdited} />}
      {edited === null || data === undefined ? null : (
        <TemplateForm
          template={edited === 'new' ? null : edited}
          variables={data.variables}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}

function Templates({
  templates,
  onEdit,
}: {
  readonly templates: readonly Template[];
  readonly onEdit: (template: Template) => void;
}): ReactElement {
  if (templates.length === 0)
    return (
      <EmptyNote icon="file" title={say('templates.none')}>
        <p>{say('templates.none-hint')}</p>
      </EmptyNote>
    );
  return (
    <Table
      label={say('templates.title')}
      columns={[
        { label: say('templates.name') },
        { label: say('templates.languages') },
        { label: say('templates.changed') },
        { label: '' },
      ]}
      rows={templates.map((template) => ({
        key: template.id,
        cells: [
          template.name,
          Object.keys(template.texts).join(', '),
          <span key="changed">
            {template.changedBy.label} <Moment at={template.changedAt} look="day" />
          </span>,
          <span key="do">
            <Button
              look="quiet"
              aria-label={say('templates.edit-one', { name: template.name })}
              onClick={() => onEdit(template)}
            >
              {say('templates.edit')}
            </Button>
            <RemoveTemplate template={template} />
          </span>,
        ],
      }))}
    />
  );
}
