/** A page with the element on a card, as an application would have it. */
export function pageHtml({ lang = 'en', attributes = '', scheme = 'light', content = '', head = '' } = {}) {
  const dir = lang === 'fa' ? 'rtl' : 'ltr';
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Test page</title>
<style>
  html { color-scheme: ${scheme}; }
  body { margin: 0; padding: 2rem 1rem; font: 16px 'Inter Variable', 'Vazirmatn Variable', sans-serif;
    background: light-dark(#f3f4f8, #101216); }
  :lang(fa) body { font-family: 'Vazirmatn Variable', sans-serif; }
  main { box-sizing: border-box; max-width: 27rem; margin: auto; padding: 2rem; border-radius: 1.25rem;
    background: light-dark(#fff, #171a20); box-shadow: 0 1px 2px rgb(0 0 0 / .06), 0 12px 32px rgb(0 0 0 / .06); }
  @media (max-width: 400px) { body { padding: 0; } main { padding: 1.25rem; border-radius: 0; } }
</style>
<script type="module" src="/dist/ramz-verify.js"></script>
${head}
</head>
<body>
<main>
<ramz-verify ${attributes}>${content}</ramz-verify>
</main>
</body>
</html>`;
}
