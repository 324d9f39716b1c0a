import { browserLanguage } from './app/api/browser-language';
import { loadTexts } from './locale/load-texts';

const language = browserLanguage();
document.documentElement.lang = language;
await loadTexts(language);
// Texts are read as modules are: none of the app's own may come before its language.
const { startApp } = await import('./app/start-app');
await startApp();
