/** Express 4, installed under another name beside Express 5: for what these tests use, its types are the same. */
declare module 'express4' {
  export { default } from 'express';
}
