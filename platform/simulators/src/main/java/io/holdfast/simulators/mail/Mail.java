package io.holdfast.simulators.mail;

import java.time.Instant;
import java.util.List;

/// One mail as it arrived.
///
/// @param text its plain text part
record Mail(long number, String from, List<String> to, String subject, String text, Instant receivedAt) {}
