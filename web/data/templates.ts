import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { MessageTemplate } from '#store/message-template.ts';

import { get, submit } from './api.ts';
import type { OrderKey } from './orders.ts';
import type { Wire } from './wire.ts';

/** A text that messages are begun from. */
export type Template = Wire<MessageTemplate>;
export type TemplateWish = Pick<Template, 'name' | 'contactReason' | 'texts'>;

interface Templates {
  readonly items: readonly Template[];
  /** What may stand in braces, and what it becomes. */
  readonly variables: readonly { readonly name: string; readonly meaning: string }[];
}

/** What the guidelines say of a template that was saved. */
export interface TemplateFinding {
  readonly language: string;
  readonly quote: string;
  readonly text: string;
}

/** The seller's templates, by name, and the variables that they may hold. */
export function useTemplates(seller: string) {
  return useQuery({
    queryKey: ['templates', seller],
    queryFn: ({ signal }) => get<Templates>(`/sellers/${seller}/templates`, signal),
  });
}

const ifMatch = (version: number): Readonly<Record<string, string>> => ({ 'if-match': `"${version}"` });

/** Saves a template: a new one, or the next version of one that nobody changed meanwhile. */
export function useSaveTemplate(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ template, wish }: { readonly template: Template | null; readonly wish: TemplateWish }) => {
      const path = `/sellers/${seller}/templates`;
      type Saved = Template & { readonly findings: readonly TemplateFinding[] };
      return template === null
        ? submit<Saved>('POST', path, wish)
        : submit<Saved>('PUT', `${path}/${template.id}`, wish, ifMatch(template.version));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['templates', seller] }),
  });
}

export function useRemoveTemplate(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: Template) =>
      submit('DELETE', `/sellers/${seller}/templates/${id}`, undefined, ifMatch(version)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['templates', seller] }),
  });
}

/** A template's text in a language, filled for an order. */
export function useFillTemplate(seller: string) {
  return useMutation({
    mutationFn: ({ id, order, language }: { id: string; order: OrderKey; language: string }) =>
      submit<{ text: string }>('POST', `/sellers/${seller}/templates/${id}/fill`, {
        marketplace: order.marketplace,
        order: order.id,
        language,
      }),
  });
}
