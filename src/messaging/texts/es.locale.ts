import type { LocaleTexts } from './locale.contract.js';

export const es: LocaleTexts = {
  // Without á, í, ó and ú ("código", "válido"): GSM-7 lacks them, and a single one shortens a segment to 70 characters.
  otp: (code, minutes) => [`Tu clave es: ${code}`, `Vence en ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`],
  mail: {
    subject: 'Tu código de verificación',
    lead: 'Tu código de verificación:',
    validity: (minutes, until) =>
      `Es válido por ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}, hasta las ${until}.`,
    ignore: 'Si no lo pediste, ignora este mensaje.',
  },
  changed: {
    subject: 'Tu cuenta ha cambiado',
    phone: (masked) =>
      `El número de teléfono de tu cuenta se cambió a ${masked}. Si no fuiste tú, contacta con soporte de inmediato.`,
    email: (masked) =>
      `El correo electrónico de tu cuenta se cambió a ${masked}. Si no fuiste tú, contacta con soporte de inmediato.`,
    phoneRemoved: 'Se eliminó el número de teléfono de tu cuenta. Si no fuiste tú, contacta con soporte de inmediato.',
    emailRemoved: 'Se eliminó el correo electrónico de tu cuenta. Si no fuiste tú, contacta con soporte de inmediato.',
  },
  direction: 'ltr',
  timeZone: 'America/Bogota',
  countries: [
    ...['AR', 'BO', 'CL', 'CO', 'CR', 'CU', 'DO', 'EC', 'ES', 'GQ', 'GT'],
    ...['HN', 'MX', 'NI', 'PA', 'PE', 'PR', 'PY', 'SV', 'UY', 'VE'],
  ],
};
