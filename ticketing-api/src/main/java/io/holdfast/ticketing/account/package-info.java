/// Who buys: members who sign in by OIDC, and guests.
///
/// - **Owns** tables `customer` and `login_session`, the sign-in, and the cookie that tells the other services who is
///   signed in.
/// - **Tells** `ContactSaved`, sealed, and `ContactForgotten`; `SessionEnded`.
@NullMarked
package io.holdfast.ticketing.account;

import org.jspecify.annotations.NullMarked;
