import { chromium } from 'playwright-core';
import { findChromium } from '../../../../test/support/find-chromium.mjs';

/** The Chromium of PATH; CHROMIUM names another one. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
