import type { ReactElement, ReactNode } from 'react';
import { createContext, use, useEffect, useRef, useState } from 'react';

/** Something that can be done by a key, from the palette, and that the help lists. */
export interface Command {
  readonly id: string;
  /** What it does, in words. */
  readonly label: string;
  /** One key, or two one after the other: `g i`. Null: from the palette alone. */
  readonly keys: string | null;
  readonly run: () => void;
}

interface CommandRegistry {
  readonly commands: readonly Command[];
  readonly register: (commands: readonly Command[]) => () => void;
  readonly keysOn: boolean;
  readonly setKeysOn: (on: boolean) => void;
}

const CommandContext = createContext<CommandRegistry | null>(null);

const SETTING = 'parley.single-keys';
const SEQUENCE_MS = 1500;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=combobox]') !== null)
  );
}

/** Listens for the keys of all commands that are on the page. WCAG 2.1.4: they can be switched off. */
export function CommandProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [groups, setGroups] = useState<readonly (readonly Command[])[]>([]);
  const [keysOn, setKeysOn] = useState(() => localStorage.getItem(SETTING) !== 'off');
  const commands = groups.flat();
  const current = useRef(commands);
  useEffect(() => {
    current.current = commands;
  });
  useEffect(() => (keysOn ? listen(() => current.current) : undefined), [keysOn]);
  const [register] = useState(() => (group: readonly Command[]) => {
    setGroups((all) => [...all, group]);
    return () => setGroups((all) => all.filter((other) => other !== group));
  });
  const choose = (on: boolean): void => {
    localStorage.setItem(SETTING, on ? 'on' : 'off');
    setKeysOn(on);
  };
  return (
    <CommandContext value={{ commands, register, keysOn, setKeysOn: choose }}>{children}</CommandContext>
  );
}

function listen(commands: () => readonly Command[]): () => void {
  let first = '';
  let firstAt = 0;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
    const pair = event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : '';
    // The newest registration wins: what a part of the page does stands above what the whole page does.
    const found =
      commands().findLast(({ keys }) => keys === pair) ??
      commands().findLast(({ keys }) => keys === event.key);
    [first, firstAt] = [event.key, event.timeStamp];
    if (found === undefined) return;
    event.preventDefault();
    first = '';
    found.run();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

/** The commands on the page, and whether single keys are listened to. */
export function useCommandRegistry(): CommandRegistry {
  const registry = use(CommandContext);
  if (registry === null) throw new Error('a component stands outside of the commands');
  return registry;
}

/** Offers commands as long as the component is there. Each runs as the component was last drawn. */
export function useCommands(commands: readonly Command[]): void {
  const { register } = useCommandRegistry();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const signature = commands.map(({ id, keys, label }) => `${id}\t${keys}\t${label}`).join('\n');
  useEffect(
    () =>
      register(
        latest.current.map((command) => ({
          ...command,
          run: () => latest.current.find(({ id }) => id === command.id)?.run(),
        })),
      ),
    [register, signature],
  );
}
