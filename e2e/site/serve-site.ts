import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { buildSite } from '../../site/build.ts';

/** The documentation site, built and served from this machine. */
export interface ServedSite {
  readonly url: string;
  close(): Promise<void>;
}

/** @param api whether it has the reference of the packages, which takes several seconds to build */
export async function serveSite({ api }: { readonly api: boolean }): Promise<ServedSite> {
  const folder = `../../node_modules/.cache/authbeat-e2e/site${api ? '-with-api' : ''}`;
  const output = fileURLToPath(new URL(folder, import.meta.url));
  await buildSite({ output, api });
  // Below a path, because all addresses in the site are relative.
  const server = createServer(express().use('/docs', express.static(output)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/docs/`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
