import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { language, LANGUAGES, setLanguage, t, type Language } from '../language.js';
import { Choice } from './basics.js';

/** Draws the whole page anew. */
export const Redraw = createContext<() => void>(() => undefined);

export function LanguageChoice() {
  const redraw = useContext(Redraw);
  return (
    <Choice
      label={t('language')}
      value={language()}
      options={Object.entries(LANGUAGES).map(([code, { name }]) => [code, name])}
      onChoose={(code) => {
        setLanguage(code as Language);
        redraw();
      }}
    />
  );
}
