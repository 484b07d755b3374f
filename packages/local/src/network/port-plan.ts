// Gives listeners their ports: the first free ones from a starting point, or any.

import type { Server } from 'node:net';
import { EnvironmentError } from '@edgewire/diagnostics';

/** Hands out ports of one stack. */
export interface PortPlan {
  /** Makes `server` listen on the next port. @returns The port. */
  listen(server: Server): Promise<number>;
}

/**
 * @param options.firstPort - Where to begin; 0 takes any free port.
 * @param options.isStrict - True when the user named the port: a port in use is then an error instead of a
 *   reason to take the next.
 */
export function createPortPlan(options: {
  readonly host: string;
  readonly firstPort: number;
  readonly isStrict: boolean;
}): PortPlan {
  let next = options.firstPort;
  return {
    async listen(server) {
      if (options.firstPort === 0) return listenOn(server, options.host, 0);
      for (let tries = 0; ; tries++) {
        const port = next++;
        try {
          return await listenOn(server, options.host, port);
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
          if (!options.isStrict && code === 'EADDRINUSE' && tries < 100) continue;
          throw new EnvironmentError(
            'EW3903',
            code === 'EACCES'
              ? `Cannot listen on port ${port} of ${options.host}: permission denied`
              : `Cannot listen on port ${port} of ${options.host}: another process uses it`,
            { help: 'give another first port with --port, or --port 0 for any free ones', cause: error },
          );
        }
      }
    },
  };
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
