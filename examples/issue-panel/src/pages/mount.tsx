import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { AuthbeatProvider, useAuthbeat, useSession } from '@authbeat/client/react';
import { client } from './client.ts';
import './style.css';

/** Puts a page on screen, with the session's notice above it. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no element with the id "root".');
  createRoot(root).render(
    <StrictMode>
      <AuthbeatProvider client={client}>
        <SessionNotice />
        {page}
      </AuthbeatProvider>
    </StrictMode>,
  );
}

/** Appears when only the user can help. The page below keeps what the user has typed. */
function SessionNotice() {
  const { status } = useSession();
  const client = useAuthbeat();
  if (status !== 'signedout' && status !== 'failed') return null;
  return (
    <div role="alert">
      <p>
        {status === 'signedout'
          ? 'You are signed out. Sign in again in another tab, then continue here.'
          : 'The connection to Jira is lost. What you have typed is still here.'}
      </p>
      <button type="button" onClick={() => client.retry()}>
        Try again
      </button>
    </div>
  );
}
