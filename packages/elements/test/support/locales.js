import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** The messages of a language, from its own source file. */
export async function messagesOf(language) {
  const file = fileURLToPath(new URL(`../../src/locales/${language}.ts`, import.meta.url));
  const { module } = await runnerImport(file);
  return module.default;
}

export const LANGUAGES = ['fa', 'en', 'es'];
