// The help of every command.

import { commandLoaders, renderCommandHelp, renderOverview } from 'edgewire';
import { type Page, page } from './page.js';

export async function commandPage(): Promise<Page> {
  const body = ['```', renderOverview(commandLoaders).trimEnd(), '```', ''];
  for (const loader of commandLoaders) {
    const command = await loader.load();
    body.push(`## ${command.name}`, '', '```', renderCommandHelp(command).trimEnd(), '```', '');
  }
  body.push(
    '## Exit codes',
    '',
    '0 done · 1 the code or input failed the check · 2 wrong usage · 3 the environment lacks something, which is named · 70 a mistake of Edgewire',
  );
  return page('commands.md', 'Commands', body);
}
