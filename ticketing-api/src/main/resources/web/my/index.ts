// Everything that is not finding or buying: one's own things, tickets, gates, and who sells.
import '../app/frame';
import '../app/pages/benefits';
import '../app/pages/business';
import '../app/pages/gate';
import '../app/pages/guest';
import '../app/pages/join';
import '../app/pages/me';
import '../app/pages/myaccount';
import '../app/pages/notifications';
import '../app/pages/offer';
import '../app/pages/print';
import '../app/pages/ticket';
import '../app/pages/transfer';
