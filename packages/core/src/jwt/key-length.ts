/** The shortest HS256 key that verifies, in bytes: as long as the hash (RFC 7518, section 3.2). */
export const MIN_HMAC_KEY_LENGTH = 32;
