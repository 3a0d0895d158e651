// Finding a show and buying: what somebody on a slow line waits for has nothing of the other pages.
import './frame';
import './pages/order';
import './pages/payment';
import './pages/performance';
import './pages/show';
import './pages/shows';
