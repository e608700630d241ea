import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Problem } from '../api.js';
import { label, t, time } from '../language.js';
import type { Loaded } from './use-load.js';

/** The heading of a page. It is focused when the page is opened, so that screen readers begin there. */
export function PageTitle({ title, lead, children }: { title: string; lead?: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('title')}`;
    heading.current?.focus();
  }, [title]);
  return (
    <header class="page-title">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

export function Card({
  title,
  children,
  aside,
}: {
  title?: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={title ? id : undefined}>
      {title && (
        <header class="card-title">
          <h2 id={id}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain';

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const TONES: Record<string, Tone> = {
  delivered: 'good',
  accepted: 'info',
  sending: 'info',
  queued: 'plain',
  failed: 'bad',
  undelivered: 'bad',
  expired: 'warn',
  cancelled: 'plain',
};

export function StatusBadge({ status }: { status: string }) {
  return <Badge tone={TONES[status] ?? 'plain'}>{label('status', status)}</Badge>;
}

export function OutcomeBadge({ outcome }: { outcome: string }) {
  const tone = outcome === 'accepted' ? 'good' : outcome === 'started' ? 'plain' : 'bad';
  return <Badge tone={tone}>{label('outcome', outcome)}</Badge>;
}

/** A number, an address or an id: read from left to right in every language. */
export function Code({ children }: { children: ComponentChildren }) {
  return (
    <code dir="ltr" translate={false}>
      {children}
    </code>
  );
}

/** A sentence of the service, which speaks English. */
export function Sentence({ children }: { children: ComponentChildren }) {
  return (
    <span lang="en" dir="ltr" class="sentence">
      {children}
    </span>
  );
}

export function Time({ at, options }: { at: string | null | undefined; options?: Intl.DateTimeFormatOptions }) {
  return at ? <time dateTime={at}>{time(at, options)}</time> : <>–</>;
}

/** Why a request was refused, with what to do. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  const isForbidden = problem.code === 'forbidden';
  const own = problem.code === 'unreachable' ? t('unreachable') : t('internal');
  return (
    <div class={`notice ${isForbidden ? 'warn' : 'bad'}`} role="alert">
      <strong>{isForbidden ? t('forbidden') : t('failed')}</strong>
      <p>{problem.detail ? <Sentence>{problem.detail}</Sentence> : own}</p>
      {isForbidden && <p>{t('forbiddenHelp')}</p>}
      {problem.requestId && problem.status >= 500 && <p class="small">{t('requestId', { id: problem.requestId })}</p>}
    </div>
  );
}

/** A part of a page that is loaded: says that it is loading, shows the problem, or the content. */
export function Loading<T>({ loaded, children }: { loaded: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (loaded.problem) return <ProblemNotice problem={loaded.problem} />;
  if (loaded.value === undefined)
    return loaded.isLoading ? (
      <p class="loading" role="status">
        {t('loading')}
      </p>
    ) : null;
  return <div aria-busy={loaded.isLoading}>{children(loaded.value)}</div>;
}

export function Refresh({ loaded }: { loaded: Loaded<unknown> }) {
  return (
    <>
      {loaded.at !== undefined && (
        <span class="small">
          {t('updated', { time: time(new Date(loaded.at).toISOString(), { timeStyle: 'medium' }) })}
        </span>
      )}
      <button type="button" onClick={loaded.reload} disabled={loaded.isLoading}>
        {t('refresh')}
      </button>
    </>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

interface FieldProps {
  label: string;
  help?: string;
  type?: 'text' | 'password' | 'datetime-local';
  name?: string;
  value?: string;
  required?: boolean;
  maxLength?: number;
  dir?: 'ltr' | 'auto';
  inputMode?: 'numeric';
  autoComplete?: string;
  onInput?: (event: { currentTarget: HTMLInputElement }) => void;
}

export function Field({ label: text, help, ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{text}</label>
      <input
        id={id}
        aria-describedby={help ? `${id}-help` : undefined}
        autoComplete="off"
        spellcheck={false}
        {...(input as object)}
      />
      {help && (
        <p class="small" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

export function Choice({
  label: text,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: string;
  options: [value: string, text: string][];
  onChoose: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{text}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One field with its button, for numbers, addresses and ids. What is entered never becomes part of an address. */
export function QueryForm({
  label: text,
  button,
  onQuery,
}: {
  label: string;
  button: string;
  onQuery: (query: string) => void;
}) {
  return (
    <form
      class="query"
      onSubmit={(event) => {
        event.preventDefault();
        const query = new FormData(event.currentTarget).get('query');
        if (typeof query === 'string' && query.trim() !== '') onQuery(query.trim());
      }}
    >
      <Field label={text} name="query" required dir="ltr" maxLength={320} />
      <button class="primary">{button}</button>
    </form>
  );
}

/** A name with its value, several in a list. */
export function Facts({ facts }: { facts: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A table that scrolls by itself where the window is narrow. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  isCaptionHidden = false,
}: {
  caption: string;
  columns: [name: string, cell: (row: Row) => ComponentChildren, kind?: 'number' | 'wide'][];
  rows: Row[];
  keyOf: (row: Row, index: number) => string;
  isCaptionHidden?: boolean;
}) {
  return (
    // Scrolling by keyboard needs the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="table" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class={isCaptionHidden ? 'hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(([name, , kind]) => (
              <th key={name} scope="col" class={kind}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map(([name, cell, kind], column) =>
                column === 0 ? (
                  <th key={name} scope="row" class={kind}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} class={kind}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A share as a bar with its figure beside it. @param isLimit whether the whole is a bound that is reached */
export function Share({
  part,
  whole,
  text,
  isLimit = false,
}: {
  part: number;
  whole: number;
  text: string;
  isLimit?: boolean;
}) {
  const share = whole === 0 ? 0 : Math.min(1, part / whole);
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <span style={{ inlineSize: `${share * 100}%` }} class={isLimit && share >= 1 ? 'full' : undefined} />
      </span>
      <span>{text}</span>
    </span>
  );
}
