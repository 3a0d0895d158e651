/// The ways to pay: which there are, which are offered, how each is doing, and how a payment gateway is spoken to.
///
/// A channel is a payment gateway and a method (`toss-card`). No card data ever reaches us: a gateway's own page asks
/// for it. What may come of asking a gateway is a sealed answer, and not knowing is one of them.
///
/// - **Owns** tables `channel_try`, `channel_code`, `channel_breaker`, `channel_override`, `show_channels`.
/// - **Knows** nothing of orders and seats: what an answer means for them is decided in `payment`.
@NullMarked
package io.holdfast.ticketing.channel;

import org.jspecify.annotations.NullMarked;
