// The viewer request of every stage, from one source: `prod` is public, every other stage is a preview. What
// `process.env` names here is put in when the stack is packaged, and what a stage does not use is left out.

import { basicAuth, type PipelineHandler, pipeline, prettyUrls } from '@edgewire/edge';

const pages = prettyUrls();

export const handler: PipelineHandler =
  process.env.STAGE === 'prod'
    ? pipeline(pages)
    : pipeline(
        basicAuth({
          users: [{ salt: `${process.env.PREVIEW_SALT}`, hash: `${process.env.PREVIEW_HASH}` }],
          body: 'This is a preview: sign in to read it.\n',
        }),
        pages,
      );
