/** The query parameter in which a host passes its token to a page. */
export const HOST_TOKEN_PARAMETER = 'jwt';

/** The query parameter that carries a ticket. */
export const TICKET_PARAMETER = 'authbeat_ticket';

/**
 * With the cookie transport: the header that names the session of a page. It also shows that a script of the
 * app's own origin made the request, because other origins may not set it.
 */
export const SESSION_HEADER = 'x-authbeat-session';

/** The header that carries the proof of possession of a request. @see RFC 9449, section 4.1 */
export const PROOF_HEADER = 'dpop';

/** The header in which the server gives out a nonce for the next proof. @see RFC 9449, section 8.1 */
export const NONCE_HEADER = 'dpop-nonce';
