import type { LocaleTexts } from './locale.contract.js';

export const fa: LocaleTexts = {
  // ASCII digits after a colon are shown left to right anyway. A direction mark would cost space, and break clients and
  // templates that match the text.
  otp: (code, minutes) => [`کد تأیید شما: ${code}`, `این کد ${minutes} دقیقه اعتبار دارد.`],
  mail: {
    subject: 'کد تأیید شما',
    lead: 'کد تأیید شما:',
    validity: (minutes, until) => `این کد ${minutes} دقیقه، تا ساعت ${until}، اعتبار دارد.`,
    ignore: 'اگر شما این کد را درخواست نکرده‌اید، این پیام را نادیده بگیرید.',
  },
  changed: {
    subject: 'حساب شما تغییر کرد',
    phone: (masked) =>
      `شماره تلفن حساب شما به \u2066${masked}\u2069 تغییر کرد. اگر این کار شما نبود، فوراً با پشتیبانی تماس بگیرید.`,
    email: (masked) =>
      `نشانی ایمیل حساب شما به \u2066${masked}\u2069 تغییر کرد. اگر این کار شما نبود، فوراً با پشتیبانی تماس بگیرید.`,
    phoneRemoved: 'شماره تلفن حساب شما حذف شد. اگر این کار شما نبود، فوراً با پشتیبانی تماس بگیرید.',
    emailRemoved: 'نشانی ایمیل حساب شما حذف شد. اگر این کار شما نبود، فوراً با پشتیبانی تماس بگیرید.',
  },
  direction: 'rtl',
  timeZone: 'Asia/Tehran',
  countries: ['IR', 'AF'],
};
