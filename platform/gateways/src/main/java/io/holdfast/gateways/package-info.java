/// How payment gateways are spoken to, by whoever takes money and by whoever gives it back: over one line, with
/// our key, and with one mind about which answers say nothing.
///
/// - **Owns** nothing.
/// - **Knows** neither payments nor refunds: what is asked, and what an answer means, is each service's own.
@NullMarked
package io.holdfast.gateways;

import org.jspecify.annotations.NullMarked;
