/// A push service to practise with (RFC 8030), and browsers that read what it was given (RFC 8291).
@NullMarked
package io.holdfast.simulators.push;

import org.jspecify.annotations.NullMarked;
