declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An emulator of DynamoDB, with its tables in memory. */
  export default function dynalite(options: { readonly createTableMs?: number }): Server;
}
