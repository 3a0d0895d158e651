/// How a ticket is shown and let in: the code on the holder's phone, and the gates that read it.
///
/// A code changes every 15 s and is signed by a key that never leaves the phone. With it goes a certificate, signed for
/// the performance, that this key speaks for this ticket; so a gate needs no network to tell a true code from a false
/// one. What it knows of a ticket (its number of issue, whether it is given back, who holds it) is in a
/// bundle that only this gate can open. What it has scanned it tells when it can; a ticket that two gates
/// have let in meanwhile is found then.
///
/// When it is all over, a performance is closed: its tickets are counted, used and unused.
///
/// - **Owns** tables `check_in_key`, `gate`, `scan`, `closing`, and of `ticket` the columns of the device and
/// of the entry.
@NullMarked
package io.holdfast.ticketing.checkin;

import org.jspecify.annotations.NullMarked;
