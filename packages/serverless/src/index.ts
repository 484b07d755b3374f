// The framework takes a module's default; where it loads by require(), the second name is what require() returns.

// biome-ignore lint/style/noDefaultExport: the framework asks for it
export { EdgewirePlugin as default, EdgewirePlugin as 'module.exports' } from './plugin.js';
