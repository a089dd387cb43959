/** The `typ` of the tokens that the app itself signs. @see RFC 8725, section 3.11 */
export const OWN_TOKEN_TYPES = {
  session: 'authbeat-session+jwt',
  ticket: 'authbeat-ticket+jwt',
} as const;

/** The token types of an exchange. @see RFC 8693, section 3 */
export const EXCHANGE_TOKEN_TYPES = {
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
} as const;
