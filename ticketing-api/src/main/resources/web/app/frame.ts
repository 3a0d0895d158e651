// What every page has, whatever it shows.
import './style/tokens.css';
import './style/base.css';
import './style/pages.css';
import './style/seats.css';

import './parts/account';
import './parts/news';

// Whoever comes back with the back button, from the payment page for one, sees how things stand now.
addEventListener('pageshow', event => {
  if (event.persisted) {
    location.reload();
  }
});

// The identity provider leaves its mark in the address after signing out. Ours says how a sale stands.
const state = new URLSearchParams(location.search).get('state');
if (location.pathname === '/' && state !== null && !['', 'OPEN', 'SOON'].includes(state)) {
  history.replaceState(null, '', '/');
}
