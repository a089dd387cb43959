export { defineReconnect } from './define.ts';
