/// The payment gateways, as far as giving money back goes: do it once for each refund id, and say whether it was done.
///
/// - **Owns** nothing; each gateway has its own books.
/// - **Knows** nothing of refunds' lives: what to do about an answer is decided in `refund`.
@NullMarked
package io.holdfast.refund.provider;

import org.jspecify.annotations.NullMarked;
