import {
  connect,
  rootCertificates,
  type DetailedPeerCertificate,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';

/** What to offer to the server. */
export interface HandshakeRequest {
  readonly host: string;
  readonly port: number;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
}

/** The result of a handshake. */
export type Handshake =
  | {
      readonly kind: 'done';
      /** `TLSv1.3` … */
      readonly protocol: string;
      readonly certificate: DetailedPeerCertificate;
      /** Why the certificate is not trusted; `undefined` when it is. */
      readonly distrust: string | undefined;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface HandshakeOptions {
  /** In milliseconds. */
  readonly timeoutMs: number;
  /** Certificates to trust besides the well-known ones, as PEM. */
  readonly certificateAuthorities?: readonly string[];
}

/** Connects, reads what was negotiated, and disconnects. It never throws. */
export async function shakeHands(request: HandshakeRequest, options: HandshakeOptions): Promise<Handshake> {
  const { host, port, minVersion, maxVersion } = request;
  const isName = !/^[\d.]+$|:/.test(host);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      ...(isName && { servername: host }),
      ...(minVersion && { minVersion }),
      ...(maxVersion && { maxVersion }),
      // Offer everything, the weakest ciphers too: the scan looks for what the server accepts.
      ciphers: 'ALL:@SECLEVEL=0',
      rejectUnauthorized: false,
      ca: [...rootCertificates, ...(options.certificateAuthorities ?? [])],
    });
    const finish = (handshake: Handshake): void => {
      socket.destroy();
      resolve(handshake);
    };
    socket.setTimeout(options.timeoutMs, () =>
      finish({ kind: 'failed', reason: `No handshake within ${options.timeoutMs / 1000} s.` }),
    );
    socket.once('secureConnect', () => finish(describe(socket)));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(describeError(error)));
    socket.once('close', () => finish({ kind: 'refused' }));
  });
}

function describe(socket: TLSSocket): Handshake {
  const error: unknown = socket.authorizationError;
  return {
    kind: 'done',
    protocol: socket.getProtocol() ?? 'unknown',
    certificate: socket.getPeerCertificate(true),
    distrust: socket.authorized ? undefined : error instanceof Error ? error.message : String(error),
  };
}

function describeError(error: NodeJS.ErrnoException): Handshake {
  const code = String(error.code);
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/.test(code)
    ? { kind: 'failed', reason: 'The server cannot be reached.' }
    : { kind: 'refused' };
}
