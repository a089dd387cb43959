/** Of this package, as reports and requests carry it. */
export const VERSION = '0.1.0';
