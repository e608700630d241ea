import { Fragment, type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from './api.js';
import { t } from './language.js';
import { AppProvider, type App, type Question } from './parts/app-context.js';
import { ConfirmDialog, ReauthenticationDialog } from './parts/dialogs.js';
import { LanguageChoice } from './parts/language-choice.js';
import { AlertsPage } from './pages/alerts.js';
import { EventsPage } from './pages/events.js';
import { ExplainPage } from './pages/explain.js';
import { GuardPage } from './pages/guard/guard.js';
import { LimitsPage } from './pages/limits.js';
import { MessagePage, MessagesPage } from './pages/messages.js';
import { OverviewPage } from './pages/overview.js';
import { ProvidersPage } from './pages/providers.js';
import { QueuesPage } from './pages/queues.js';
import { UsersPage } from './pages/users.js';

const MENU = [
  'overview',
  'explain',
  'messages',
  'limits',
  'users',
  'providers',
  'events',
  'alerts',
  'guard',
  'queues',
] as const;
type PageName = (typeof MENU)[number];

const ANNOUNCED_MS = 6000;

interface Place {
  page: PageName;
  id?: string;
}

interface Pending<T> {
  answer: (value: boolean) => void;
  about: T;
}

/** The frame around every page: menu, live region and dialogs. */
export function Shell({ api, onSignOut }: { api: Api; onSignOut: (reason?: string) => void }) {
  const place = usePlace();
  const [notice, setNotice] = useState('');
  const [question, setQuestion] = useState<Pending<Question>>();
  const [renewal, setRenewal] = useState<Pending<undefined>>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const app = useMemo<App>(
    () => ({
      api,
      announce: (text) => {
        clearTimeout(timer.current);
        setNotice(text);
        timer.current = setTimeout(() => setNotice(''), ANNOUNCED_MS);
      },
      confirm: (about) => new Promise((answer) => setQuestion({ about, answer })),
    }),
    [api],
  );
  useEffect(() => {
    api.reauthenticate = () => new Promise((answer) => setRenewal({ about: undefined, answer }));
    api.onSignedOut = () => onSignOut(t('signedOut'));
  }, [api]);
  return (
    <AppProvider value={app}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('h1')?.focus();
        }}
      >
        {t('skip')}
      </a>
      <div class="frame">
        <header class="side">
          <p class="brand">
            <span class="mark" aria-hidden="true" />
            {t('title')}
          </p>
          <nav aria-label={t('navigation')}>
            <ul>
              {MENU.map((name) => (
                <li key={name}>
                  <a href={`#/${name}`} aria-current={place.page === name ? 'page' : undefined}>
                    {t(name)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="side-end">
            <LanguageChoice />
            <p class="small">{api.credentials.kind === 'key' ? t('signedInKey') : t('signedInSession')}</p>
            <button type="button" onClick={() => void signOut(api, onSignOut)}>
              {t('signOut')}
            </button>
          </div>
        </header>
        <main id="content">
          <Fragment key={`${place.page} ${place.id ?? ''}`}>{VIEWS[place.page](place)}</Fragment>
        </main>
      </div>
      <p class="toast" role="status" aria-live="polite">
        {notice}
      </p>
      {question && (
        <ConfirmDialog
          question={question.about}
          onAnswer={(isConfirmed) => {
            setQuestion(undefined);
            question.answer(isConfirmed);
          }}
        />
      )}
      {renewal && (
        <ReauthenticationDialog
          api={api}
          onEnd={(isRenewed) => {
            setRenewal(undefined);
            renewal.answer(isRenewed);
          }}
        />
      )}
    </AppProvider>
  );
}

const VIEWS: Record<PageName, (place: Place) => VNode> = {
  overview: () => <OverviewPage />,
  explain: ({ id }) => <ExplainPage id={id} />,
  messages: ({ id }) => (id === undefined ? <MessagesPage /> : <MessagePage id={id} />),
  limits: () => <LimitsPage />,
  users: () => <UsersPage />,
  providers: () => <ProvidersPage />,
  events: () => <EventsPage />,
  alerts: () => <AlertsPage />,
  guard: () => <GuardPage />,
  queues: () => <QueuesPage />,
};

/** The page in the address. Addresses hold ids at most, never numbers and addresses of people. */
function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const [, name, id] = hash.split('/');
  const page = MENU.find((known) => known === name) ?? 'overview';
  return { page, ...(id && { id: decodeURIComponent(id) }) };
}

async function signOut(api: Api, onSignOut: () => void): Promise<void> {
  if (api.credentials.kind === 'session') {
    await api.call('api/v1/auth/logout', { method: 'POST' }).catch(() => undefined);
  }
  onSignOut();
}
