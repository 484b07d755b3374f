export type { Command } from './command.js';
export { type CommandLoader, commandLoaders } from './commands/index.js';
export { renderCommandHelp, renderOverview } from './help.js';
