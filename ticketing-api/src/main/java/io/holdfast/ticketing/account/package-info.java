/// Who buys: members who sign in by OIDC, and guests.
///
/// - **Owns** table `customer`, the sign-in, and the cookie that tells the other services who is signed in.
/// - **Tells** `ContactSaved`, sealed.
@NullMarked
package io.holdfast.ticketing.account;

import org.jspecify.annotations.NullMarked;
