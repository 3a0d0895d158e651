import './style/tokens.css';
import './style/base.css';
import './style/pages.css';
import './style/seats.css';

import './parts/account';
import './pages/me';
import './pages/offer';
import './pages/order';
import './pages/payment';
import './pages/performance';
import './pages/show';
import './pages/shows';
import './pages/ticket';
