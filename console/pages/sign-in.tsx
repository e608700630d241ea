import { useState } from 'preact/hooks';
import { callPublic, Problem, signIn, type Api } from '../api.js';
import { t } from '../language.js';
import { Field, ProblemNotice } from '../parts/basics.js';
import { LanguageChoice } from '../parts/language-choice.js';
import { problemOf } from '../parts/use-load.js';

/** Of what a request header can carry. */
const KEY_FORM = /^[\x21-\x7e]{1,256}$/;

export function SignInPage({
  offersSessions,
  reason,
  onSignedIn,
}: {
  offersSessions: boolean;
  reason?: string;
  onSignedIn: (api: Api) => void;
}) {
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in" id="content">
      <div class="sign-in-card">
        <p class="brand">
          <span class="mark" aria-hidden="true" />
          {t('title')}
        </p>
        <h1>{t('signInTitle')}</h1>
        <p class="lead">{t('signInLead')}</p>
        {reason && !problem && (
          <p class="notice warn" role="status">
            {reason}
          </p>
        )}
        {problem && <ProblemNotice problem={problem} />}
        <KeyForm isBusy={isBusy} attempt={attempt} onSignedIn={onSignedIn} />
        {offersSessions && <CodeForm isBusy={isBusy} attempt={attempt} onSignedIn={onSignedIn} />}
        <LanguageChoice />
      </div>
    </main>
  );
}

interface FormProps {
  isBusy: boolean;
  attempt: (work: () => Promise<void>) => Promise<void>;
  onSignedIn: (api: Api) => void;
}

function KeyForm({ isBusy, attempt, onSignedIn }: FormProps) {
  const [key, setKey] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          if (!KEY_FORM.test(key.trim())) throw new Problem(0, 'unauthorized', t('wrongKeyForm'));
          onSignedIn(await signIn({ kind: 'key', key: key.trim() }));
        });
      }}
    >
      <Field
        label={t('adminKey')}
        help={t('adminKeyHelp')}
        type="password"
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
        autoComplete="off"
        required
        dir="ltr"
      />
      <button class="primary block" disabled={isBusy}>
        {t('signInByKey')}
      </button>
    </form>
  );
}

/** Signs in like any page of a user, into session cookies. */
function CodeForm({ isBusy, attempt, onSignedIn }: FormProps) {
  const [contact, setContact] = useState('');
  const [challenge, setChallenge] = useState<string>();
  const [code, setCode] = useState('');
  const send = () =>
    attempt(async () => {
      const to = contact.trim();
      const recipient = to.includes('@') ? { email: to } : { phone_number: to };
      const { challenge_id } = await callPublic<{ challenge_id: string }>('api/v1/auth/otp', recipient);
      setChallenge(challenge_id);
    });
  const enter = () =>
    attempt(async () => {
      await callPublic('api/v1/auth/otp/verify', { challenge_id: challenge, code: code.trim(), session: 'cookie' });
      try {
        onSignedIn(await signIn({ kind: 'session' }));
      } catch (error) {
        const problem = problemOf(error);
        throw problem.code === 'forbidden'
          ? new Problem(403, 'no_admin', t('noAdmin', { contact: contact.trim() }))
          : problem;
      }
    });
  return (
    <form
      class="by-code"
      aria-labelledby="by-code"
      onSubmit={(event) => {
        event.preventDefault();
        void (challenge === undefined ? send() : enter());
      }}
    >
      <h2 id="by-code">{t('signInByCode')}</h2>
      {challenge === undefined ? (
        <Field
          label={t('contact')}
          help={t('signInByCodeHelp')}
          value={contact}
          onInput={(event) => setContact(event.currentTarget.value)}
          autoComplete="username"
          required
          dir="ltr"
        />
      ) : (
        <>
          <p role="status">{t('codeSent', { to: `\u2066${contact}\u2069` })}</p>
          <Field
            label={t('code')}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            dir="ltr"
          />
        </>
      )}
      <div class="actions">
        <button class="block" disabled={isBusy}>
          {challenge === undefined ? t('sendCode') : t('enterCode')}
        </button>
        {challenge !== undefined && (
          <button type="button" class="plain" onClick={() => setChallenge(undefined)}>
            {t('backToContact')}
          </button>
        )}
      </div>
    </form>
  );
}
