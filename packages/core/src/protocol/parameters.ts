/** The query parameter in which a host passes its token to a page. */
export const HOST_TOKEN_PARAMETER = 'jwt';

/** The query parameter that carries a ticket. */
export const TICKET_PARAMETER = 'authbeat_ticket';

/** With the cookie transport: names the session that a request means. */
export const SESSION_HEADER = 'x-authbeat-session';
