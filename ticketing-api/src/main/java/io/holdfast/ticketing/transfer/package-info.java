/// Giving a ticket to somebody else: a link, whoever has it accepts, and the ticket is issued anew for them.
///
/// It stays the same ticket of the same order, so seat and money are where they were. Who holds it changes,
/// and with it the number of issue, the printed code and the phone: what the former holder could show is
/// worthless. Who has given a ticket away cannot give it back; who has been given one can give it on.
///
/// - **Owns** table `ticket_transfer`, and of `ticket` the columns of the holder.
/// - **Changes** the issue, the code and the phone of a ticket that is accepted.
/// - **Tells** `TicketTransferred`; `ContactSaved` for a guest who accepts.
@NullMarked
package io.holdfast.ticketing.transfer;

import org.jspecify.annotations.NullMarked;
