/// Ways to pay that customers leave with us for later: keys that gateways give out in place of cards, and the consent
/// under which they are used.
///
/// What is kept here is never a card: the gateway's own page asks for that. The key is sealed at rest, gone when the
/// customer takes it back; what the customer has agreed to stays written down.
///
/// - **Owns** tables `payment_method`, `payment_method_page`, `point_consent`.
@NullMarked
package io.holdfast.ticketing.paymentmethod;

import org.jspecify.annotations.NullMarked;
