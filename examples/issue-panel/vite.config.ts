import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Pages on Forge get its bridge from Forge. */
const withoutConnectBridge: Plugin = {
  name: 'without-connect-bridge',
  transformIndexHtml: (html) => html.replace(/ *<script src="%BRIDGE_URL%"[^>]*><\/script>\n/, ''),
};

/** `vite build` makes the pages that the app serves, `vite build --mode forge` those that Forge serves. */
export default defineConfig(({ mode }) => ({
  plugins: mode === 'forge' ? [react(), withoutConnectBridge] : [react()],
  base: mode === 'forge' ? './' : '/',
  build: {
    outDir: mode === 'forge' ? 'dist/forge' : 'dist',
    rolldownOptions: { input: ['foo.html', 'notes.html'] },
  },
}));
