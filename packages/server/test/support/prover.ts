import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters } from 'jose';
import { exchangeForm, type TestApp } from './app.ts';

type ProvenApp = Pick<TestApp, 'baseUrl' | 'clock' | 'post'>;
import type { Site } from './site.ts';

/** What a proof says and what its header says, where they differ from a good one. */
export interface ProofChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A client that binds its sessions to a key. Written without the client's code: the wire must not change with it. */
export class Prover {
  readonly jwk: JWK;
  readonly privateJwk: JWK;
  /** The last nonce that the server gave out. */
  nonce: string | undefined;
  readonly #app: ProvenApp;
  readonly #key: CryptoKey;

  private constructor(app: ProvenApp, key: CryptoKey, privateJwk: JWK) {
    const { d: _private, ...jwk } = privateJwk;
    this.#app = app;
    this.#key = key;
    this.jwk = jwk;
    this.privateJwk = privateJwk;
  }

  static async create(app: ProvenApp): Promise<Prover> {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    return new Prover(app, privateKey, await exportJWK(privateKey));
  }

  /** A proof for a request to this path. */
  async prove(
    method: string,
    path: string,
    token: string | undefined,
    { claims, header }: ProofChanges = {},
  ): Promise<string> {
    const ath = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url');
    const [htu = ''] = `${this.#app.baseUrl}${path}`.split('?');
    const iat = Math.floor(this.#app.clock.now() / 1000);
    const all = { jti: randomUUID(), htm: method, htu, iat, ath, nonce: this.nonce, ...claims };
    const head = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk, ...header } as JWTHeaderParameters;
    return new SignJWT(all).setProtectedHeader(head).sign(this.#key);
  }

  /** Exchanges a context token of the site for a session that is bound to the key. */
  async signIn(site: Site): Promise<string> {
    const response = await this.exchange(site);
    const { access_token: token } = (await response.json()) as { access_token: string };
    return token;
  }

  /** The exchange, again with the server's nonce where it asks for one. */
  async exchange(site: Site, changes: ProofChanges = {}): Promise<Response> {
    const path = '/authbeat/session';
    const send = async (): Promise<Response> =>
      this.#remember(
        await this.#app.post(path, exchangeForm(site.context()), {
          dpop: await this.prove('POST', path, undefined, changes),
        }),
      );
    const response = await send();
    return response.headers.get('www-authenticate')?.includes('use_dpop_nonce') ? send() : response;
  }

  /** A request with a bound session. */
  async call(
    method: string,
    path: string,
    token: string,
    changes: ProofChanges & { readonly body?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    return this.send(method, path, token, await this.prove(method, path, token, changes), changes.body);
  }

  /** A request with a bound session, and this proof. */
  async send(
    method: string,
    path: string,
    token: string,
    proof: string | undefined,
    body?: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const headers = { authorization: `DPoP ${token}`, ...(proof !== undefined && { dpop: proof }) };
    const init = { method, headers, ...(body && { body: new URLSearchParams(body) }) };
    return this.#remember(await fetch(this.#app.baseUrl + path, init));
  }

  #remember(response: Response): Response {
    this.nonce = response.headers.get('dpop-nonce') ?? this.nonce;
    return response;
  }
}
