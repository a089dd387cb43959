/** The form of the playground. Its script shows it: without the script it could not do anything. */
export const PLAYGROUND = `<form id="inspect" hidden>
<p><label for="input">A token, a URL with a token, a header, or a request</label>
<textarea id="input" rows="6" spellcheck="false" autocomplete="off" required></textarea></p>
<p><label for="secret">Shared secret, to check the signature (optional)</label>
<input id="secret" type="password" autocomplete="off"></p>
<p><label for="base-url">Base URL of the app (optional)</label>
<input id="base-url" type="url" autocomplete="off" placeholder="https://app.example.com"></p>
<p><button type="submit">Explain</button></p>
<pre tabindex="0"><output id="explanation" for="input secret base-url"></output></pre>
</form>
<script type="module" src="../assets/playground.js"></script>`;
