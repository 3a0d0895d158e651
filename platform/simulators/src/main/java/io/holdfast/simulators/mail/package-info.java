/// A mail provider to practise with: takes any mail over real SMTP, delivers none, and shows them all on a page.
@NullMarked
package io.holdfast.simulators.mail;

import org.jspecify.annotations.NullMarked;
