import { useEffect, useState } from 'preact/hooks';
import { signIn, type Api } from './api.js';
import { storeCredentials, storedCredentials } from './credentials.js';
import { language, t } from './language.js';
import { Redraw } from './parts/language-choice.js';
import { Shell } from './shell.js';
import { SignInPage } from './pages/sign-in.js';

/** `undefined` while the stored credentials are checked. */
type SignIn = { api: Api } | { reason?: string } | undefined;

const offersSessions = document.querySelector<HTMLMetaElement>('meta[name="ramz-session-cookies"]')?.content === 'true';

/** The whole console: the sign-in, and what is behind it. */
export function Console() {
  const [, setTurn] = useState(0);
  const [signedIn, setSignedIn] = useState<SignIn>();
  useEffect(() => {
    restore().then(setSignedIn, () => setSignedIn({ reason: t('signedOut') }));
  }, []);
  if (!signedIn)
    return (
      <p class="loading" role="status">
        {t('loading')}
      </p>
    );
  const redraw = () => setTurn((turn) => turn + 1);
  return (
    <Redraw.Provider value={redraw}>
      {'api' in signedIn ? (
        <Shell
          key={language()}
          api={signedIn.api}
          onSignOut={(reason) => {
            storeCredentials(undefined);
            setSignedIn({ reason });
          }}
        />
      ) : (
        <SignInPage
          key={language()}
          offersSessions={offersSessions}
          reason={signedIn.reason}
          onSignedIn={(api) => setSignedIn({ api })}
        />
      )}
    </Redraw.Provider>
  );
}

/** Signs in with what the tab has kept, or with the session that the browser has. */
async function restore(): Promise<SignIn> {
  const stored = storedCredentials();
  if (stored) {
    try {
      return { api: await signIn(stored) };
    } catch {
      storeCredentials(undefined);
      return { reason: t('signedOut') };
    }
  }
  if (!offersSessions) return {};
  return signIn({ kind: 'session' }).then(
    (api) => ({ api }),
    () => ({}),
  );
}
