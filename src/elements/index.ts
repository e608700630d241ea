export { ElementsModule } from './elements.module.js';
