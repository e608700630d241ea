import { render } from 'preact';
import { Console } from './console.js';
import { applyLanguage } from './language.js';

applyLanguage();
const root = document.getElementById('console');
if (root) render(<Console />, root);
